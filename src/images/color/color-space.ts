/** CIELAB under D65 of one color: lightness 0 to 100, then green to red, then blue to yellow. */
export type Lab = readonly [lightness: number, a: number, b: number]

/** Share of the light that each byte of sRGB stands for, 0 to 1: IEC 61966-2-1. */
export const LIGHT: Readonly<Float64Array> = Float64Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255))

/** Linear red, green and blue, 0 to 1, to CIELAB: CIE 15. */
export function labOfLinear (red: number, green: number, blue: number): Lab {
  const x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
  const y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
  const z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

export function labOfBytes (red: number, green: number, blue: number): Lab {
  return labOfLinear(LIGHT[red]!, LIGHT[green]!, LIGHT[blue]!)
}

function toLinear (value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function root (value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116
}

/**
 * Lightness against chroma, and how fast differences of chroma count less the stronger the color is: much as in CMC l:c
 * (BS 6923).
 */
const LIGHTNESS_SHARE = 0.55
const CHROMA_PRESSURE = 0.06

/** A color where distances are as differences look. */
export type Place = readonly [lightness: number, a: number, b: number]

/** The lightness of white as a `Place` has it. */
export const WHITE = 100 * LIGHTNESS_SHARE

export function placeOf ([lightness, a, b]: Lab): Place {
  const chroma = Math.hypot(a, b)
  const pressed = chroma === 0 ? 1 : Math.log(1 + CHROMA_PRESSURE * chroma) / (CHROMA_PRESSURE * chroma)
  return [lightness * LIGHTNESS_SHARE, a * pressed, b * pressed]
}
