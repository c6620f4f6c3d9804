import { COLOURS, SHADES } from './colour-names.ts'

/** Pixels are averaged over squares of this side first: weave and noise are not colours. */
const CELL = 10
/** Distances in CIELAB: how sharply a cell belongs to one shade, and within which it looks like the border. */
const SOFTNESS = 9
const BORDER_LIKENESS = 14
/** Share of a cell's weight that stays when all of the border looks like it: a white shirt on white is still white. */
const BACKGROUND_SHARE = 0.02

type Lab = readonly [number, number, number]

const SHADE_LABS = COLOURS.flatMap((_, colour) => SHADES[COLOURS[colour]!].map((hex) => ({ colour, lab: shadeToLab(hex) })))

/**
 * How much of what a photo shows has each colour of `COLOURS`, unit length.
 * The foreground is not segmented: a cell counts by how near it is to the middle and how unlike the photo's border.
 */
export function colourHistogram (pixels: Uint8Array, side: number): Float32Array {
  const cells = Math.floor(side / CELL)
  const labs = averageCells(pixels, side, cells)
  const border = labs.filter((_, i) => isBorder(i, cells))
  const histogram = new Float64Array(COLOURS.length)
  labs.forEach((lab, i) => addCell(histogram, lab, weightOf(lab, i, cells, border)))
  const norm = Math.hypot(...histogram)
  return Float32Array.from(histogram, (value) => value / norm)
}

function weightOf (lab: Lab, i: number, cells: number, border: readonly Lab[]): number {
  const x = ((i % cells) + 0.5) / cells - 0.5
  const y = (Math.floor(i / cells) + 0.5) / cells - 0.5
  const alike = border.filter((other) => distance2(lab, other) < BORDER_LIKENESS ** 2).length / border.length
  return Math.exp(-(x * x + y * y) / 0.1) * ((1 - alike) ** 4 + BACKGROUND_SHARE)
}

function addCell (histogram: Float64Array, lab: Lab, weight: number): void {
  const distances = SHADE_LABS.map((shade) => distance2(lab, shade.lab))
  const nearest = Math.min(...distances)
  const shares = distances.map((distance) => Math.exp((nearest - distance) / (2 * SOFTNESS ** 2)))
  const total = shares.reduce((sum, share) => sum + share, 0)
  SHADE_LABS.forEach(({ colour }, i) => { histogram[colour]! += weight * shares[i]! / total })
}

function isBorder (i: number, cells: number): boolean {
  const x = i % cells
  const y = Math.floor(i / cells)
  return x === 0 || y === 0 || x === cells - 1 || y === cells - 1
}

function averageCells (pixels: Uint8Array, side: number, cells: number): Lab[] {
  return Array.from({ length: cells * cells }, (_, i) => {
    const sums: [number, number, number] = [0, 0, 0]
    const start = (Math.floor(i / cells) * side + i % cells) * CELL * 3
    for (let y = 0; y < CELL; y++) {
      for (let x = 0; x < CELL * 3; x++) sums[x % 3]! += pixels[start + y * side * 3 + x]!
    }
    return toLab(sums[0] / CELL ** 2, sums[1] / CELL ** 2, sums[2] / CELL ** 2)
  })
}

function distance2 (a: Lab, b: Lab): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
}

function shadeToLab (hex: string): Lab {
  const [red, green, blue] = Buffer.from(hex, 'hex')
  return toLab(red!, green!, blue!)
}

/** sRGB bytes to CIELAB under D65: IEC 61966-2-1 and CIE 15. */
function toLab (red: number, green: number, blue: number): Lab {
  const [r, g, b] = [linear(red), linear(green), linear(blue)]
  const x = lightness((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = lightness(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = lightness((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function linear (byte: number): number {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function lightness (value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116
}
