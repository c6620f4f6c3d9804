import type { PixelBox } from './region.ts'

/** RGB bytes, row by row. */
export interface Picture {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

type Rgb = readonly [number, number, number]
type Sides<T> = readonly [left: T, top: T, right: T, bottom: T]

/** Steps of 255 by which a pixel of a bar may differ from the bar's color: noise, and what JPEG makes. */
const TOLERANCE = 16
/** Share of a line that may differ by more. */
const SPECKS = 0.02
/** Lines after a bar in which JPEG mixes it with the photo. */
const MIXED = 6
/** Share of the photo's first line that must differ from the bar; a thing on plain ground has no such straight edge. */
const STRAIGHT = 0.5
/** How far the photo's first line must be from the bar's color, as a share of its second. */
const PURE = 0.8
/** Bars around bars that are looked for. */
const ROUNDS = 3
/** A smaller picture is not worth looking at. */
const LEAST = 3

/**
 * What is left of a picture without the bars and frames that somebody put around it, two sides that face each other at
 * least, each in one color of its own: the picture within ends in straight edges.
 */
export function withoutBars (picture: Picture): PixelBox {
  let box: PixelBox = { left: 0, top: 0, width: picture.width, height: picture.height }
  for (let round = 0; round < ROUNDS; round++) {
    const next = withoutOuterBars(picture, box)
    if (next === undefined) break
    box = next
  }
  return box
}

function withoutOuterBars (picture: Picture, box: PixelBox): PixelBox | undefined {
  if (Math.min(box.width, box.height) < LEAST) return undefined
  const sides: Sides<Side> = [
    new Side(picture, box, 'left'),
    new Side(picture, box, 'top'),
    new Side(picture, box, 'right'),
    new Side(picture, box, 'bottom')
  ]
  const within = cut(box, sides.map(({ plain }) => plain))
  if (Math.min(within.width, within.height) < LEAST) return undefined
  const edges = sides.map((side) => (side.plain === 0 ? 0 : side.edge(within)))
  const [left, top, right, bottom] = edges
  // A floor or a caption is one side only.
  if (edges.includes(undefined) || !((left && right) || (top && bottom))) return undefined
  const rest = cut(box, edges as number[])
  return Math.min(rest.width, rest.height) < LEAST ? undefined : rest
}

function cut ({ left, top, width, height }: PixelBox, [l, t, r, b]: readonly number[]): PixelBox {
  return { left: left + l!, top: top + t!, width: width - l! - r!, height: height - t! - b! }
}

/** The lines of a box, from one of its sides inwards. */
class Side {
  /** Lines that are of the color of the first; 0 where all are. */
  readonly plain: number
  readonly #picture: Picture
  readonly #box: PixelBox
  readonly #name: 'left' | 'top' | 'right' | 'bottom'
  readonly #color: Rgb

  constructor (picture: Picture, box: PixelBox, name: 'left' | 'top' | 'right' | 'bottom') {
    this.#picture = picture
    this.#box = box
    this.#name = name
    this.#color = this.#median()
    this.plain = this.#countPlain()
  }

  /** Lines before the straight edge of what is within; undefined where it has none. */
  edge (within: PixelBox): number | undefined {
    const last = this.plain + Math.min(MIXED, (this.#isUpright ? within.width : within.height) - 1)
    for (let line = this.plain; line < last; line++) {
      const { differing, distance } = this.#compare(line, within)
      if (differing < STRAIGHT) continue
      // A picture that was shrunk mixes bar and photo in one line.
      return distance < PURE * this.#compare(line + 1, within).distance ? line + 1 : line
    }
    return undefined
  }

  #countPlain (): number {
    const { width, height } = this.#box
    const count = this.#isUpright ? width : height
    let line = 0
    while (line < count && this.#compare(line, this.#box).differing <= SPECKS) line++
    return line === count ? 0 : line
  }

  get #isUpright (): boolean {
    return this.#name === 'left' || this.#name === 'right'
  }

  /** Share of the line's pixels that are of another color, and their mean distance to the side's. */
  #compare (line: number, along: PixelBox): { differing: number, distance: number } {
    const { data } = this.#picture
    const [red, green, blue] = this.#color
    const { from, step, count } = this.#pixels(line, along)
    let [differing, distance] = [0, 0]
    for (let i = 0, at = from; i < count; i++, at += step) {
      const r = Math.abs(data[at]! - red)
      const g = Math.abs(data[at + 1]! - green)
      const b = Math.abs(data[at + 2]! - blue)
      if (r > TOLERANCE || g > TOLERANCE || b > TOLERANCE) differing++
      distance += r + g + b
    }
    return { differing: differing / count, distance: distance / count }
  }

  #median (): Rgb {
    const { from, step, count } = this.#pixels(0, this.#box)
    const median = (channel: number) =>
      Uint8Array.from({ length: count }, (_, i) => this.#picture.data[from + i * step + channel]!).sort()[count >> 1]!
    return [median(0), median(1), median(2)]
  }

  /** Where the pixels of a line lie, as far as they are along a box. */
  #pixels (line: number, along: PixelBox): { from: number, step: number, count: number } {
    const { left, top, width, height } = this.#box
    const row = this.#picture.width
    const x = this.#name === 'right' ? left + width - 1 - line : left + line
    const y = this.#name === 'bottom' ? top + height - 1 - line : top + line
    return this.#isUpright
      ? { from: (along.top * row + x) * 3, step: row * 3, count: along.height }
      : { from: (y * row + along.left) * 3, step: 3, count: along.width }
  }
}
