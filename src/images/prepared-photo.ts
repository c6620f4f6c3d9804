import sharp, { type Sharp } from 'sharp'
import { ImageTooLargeError } from '../errors.ts'
import { withoutBars, type Picture } from './bars.ts'
import type { Image, Region } from './image.ts'
import { decoded, openDecoder } from './open-decoder.ts'
import { pixelsOf, type PixelBox } from './region.ts'

/** As in `decodePixels`. */
const MAX_PIXELS = 100_000_000
/** Long side at which borders are looked for; what models read is cut out of the same pixels. */
const SIDE = 520
/** Steps of 255 by which pixels of a plain border may differ: those of JPEG do a little. */
const TOLERANCE = 12
/** Pixels from a bar at which a photo is no longer mixed with it. */
const BESIDE = 4
/** Share of the thing's size that is left around it: a thing that touches the edge looks cut off. */
const MARGIN = 0.04
/**
 * Photos of 3:4 fill the square, as those did that the classifier was fitted on; padded they were told apart less well
 * (0.901 for 0.922). Longer ones are padded rather than squashed further.
 */
const MAX_STRETCH = 4 / 3
/** Of a side. A smaller cut is not worth another picture, and of a smaller rest nothing is known to be there. */
const [LEAST_CUT, LEAST_REST] = [0.03, 0.1]

type Size = Pick<PixelBox, 'width' | 'height'>

/** What a model reads of a photo, its region without plain borders, as RGB bytes of a square, row by row. */
export interface PreparedPhoto {
  /** Stretched by `MAX_STRETCH` at most; what is missing to the square is white. */
  readonly padded: Uint8Array
  /** Stretched to the whole square, since a white edge would pass for the ground that the thing lies on. */
  readonly filled: Uint8Array
  /** Where the photo lies in `padded`. */
  readonly within: Region
}

/** Rejects with IMAGE_TOO_LARGE or IMAGE_UNREADABLE. */
export async function preparePhoto (image: Image, side: number): Promise<PreparedPhoto> {
  return await decoded(async () => {
    const whole = await decodeRegion(image)
    const bare = withoutBars(whole)
    // Beside bars it was shrunk further than it need be; read anew it is what it would be without them.
    const picture = isCut(bare, whole) ? await decodeRegion({ ...image, region: regionOf(bare, whole, image) }) : whole
    const box = picture === whole ? await contentOf(whole, bare) : await contentBesideBars(picture)
    const { width, height } = fittedSize(box, side)
    const filled = await resize(picture, box, { width: side, height: side })
    const size = { width, height }
    const padded = width === height ? filled : pad(await resize(picture, box, size), size, side)
    return { padded, filled, within: fractionsOf({ width, height }, side) }
  })
}

/**
 * The part of an image within its region and its plain borders; undefined where that is the whole image. Rejects with
 * IMAGE_TOO_LARGE or IMAGE_UNREADABLE.
 */
export async function contentRegion (image: Image): Promise<Region | undefined> {
  const picture = await decoded(async () => await decodeRegion(image))
  const box = await decoded(async () => await contentOf(picture))
  return isWhole(box, picture) ? image.region : regionOf(box, picture, image)
}

/** A box of the image's region, as a region of the image. */
function regionOf (box: PixelBox, { width, height }: Size, { region }: Pick<Image, 'region'>): Region {
  const within = region ?? { x: 0, y: 0, width: 1, height: 1 }
  return {
    x: within.x + (box.left / width) * within.width,
    y: within.y + (box.top / height) * within.height,
    width: (box.width / width) * within.width,
    height: (box.height / height) * within.height
  }
}

/** The region at `SIDE` at most. JPEG and WebP are shrunk while they are read, which cutting first would prevent. */
async function decodeRegion (image: Image): Promise<Picture> {
  const { width, height, region } = image
  if (width * height > MAX_PIXELS) throw new ImageTooLargeError(width * height, MAX_PIXELS)
  const wanted = region ? pixelsOf(image, region) : { width, height }
  const scale = Math.min(1, SIDE / Math.max(wanted.width, wanted.height))
  const whole = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  const resized = openDecoder(image).autoOrient().resize(whole.width, whole.height, { fit: 'fill' })
  const cut = region ? resized.extract(pixelsOf(whole, region)) : resized
  const { data, info } = await cut
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** Without bars, and of plain ground but a margin; all of a picture that has neither or is nothing else. */
async function contentOf (picture: Picture, bare = withoutBars(picture)): Promise<PixelBox> {
  const box = (await withoutGround(picture, bare)) ?? bare
  return isCut(box, picture) ? box : allOf(picture)
}

/** The same of what lay between bars; JPEG mixes its corner, where ground is looked for else, with them. */
async function contentBesideBars (picture: Picture): Promise<PixelBox> {
  const all = allOf(picture)
  const at = (BESIDE * picture.width + BESIDE) * 3
  const [r, g, b] = picture.data.subarray(at, at + 3)
  const isTooSmall = Math.min(all.width, all.height) <= BESIDE
  const box = isTooSmall ? undefined : await withoutGround(picture, all, { r: r!, g: g!, b: b! })
  return box && isCut(box, picture) ? box : all
}

function allOf ({ width, height }: Size): PixelBox {
  return { left: 0, top: 0, width, height }
}

/** Whether a box is worth another picture. */
function isCut (box: Size, { width, height }: Size): boolean {
  const [across, down] = [box.width / width, box.height / height]
  return Math.min(across, down) <= 1 - LEAST_CUT && Math.max(across, down) >= LEAST_REST
}

/** The thing on plain ground with a margin of it; undefined where there is none. */
async function withoutGround (
  picture: Picture,
  bare: PixelBox,
  background?: { r: number, g: number, b: number }
): Promise<PixelBox | undefined> {
  // libvips looks for no borders in fewer.
  if (Math.min(bare.width, bare.height) < 3) return undefined
  const trimmed = open(partOf(picture, bare)).trim({ threshold: TOLERANCE, ...(background && { background }) })
  const { info } = await trimmed.raw().toBuffer({ resolveWithObject: true })
  const within = {
    left: bare.left - (info.trimOffsetLeft ?? 0),
    top: bare.top - (info.trimOffsetTop ?? 0),
    ...sizeOf(info)
  }
  const margin = Math.round(MARGIN * Math.max(within.width, within.height))
  const left = Math.max(bare.left, within.left - margin)
  const top = Math.max(bare.top, within.top - margin)
  return {
    left,
    top,
    width: Math.min(bare.left + bare.width, within.left + within.width + margin) - left,
    height: Math.min(bare.top + bare.height, within.top + within.height + margin) - top
  }
}

async function resize (
  picture: Picture,
  box: PixelBox,
  { width, height }: Size
): Promise<Uint8Array> {
  const cut = isWhole(box, picture) ? open(picture) : open(picture).extract(box)
  return await cut.resize(width, height, { fit: 'fill' }).raw().toBuffer()
}

/** Of the photo in the square. */
function fittedSize ({ width, height }: Size, side: number): Size {
  const fitted = (length: number, other: number) =>
    length >= other ? side : Math.max(1, Math.min(side, Math.round((side * length * MAX_STRETCH) / other)))
  return { width: fitted(width, height), height: fitted(height, width) }
}

function pad (pixels: Uint8Array, size: Size, side: number): Uint8Array {
  const square = new Uint8Array(side * side * 3).fill(255)
  const { left, top } = middleOf(size, side)
  for (let row = 0; row < size.height; row++) {
    const line = pixels.subarray(row * size.width * 3, (row + 1) * size.width * 3)
    square.set(line, ((top + row) * side + left) * 3)
  }
  return square
}

function middleOf ({ width, height }: Size, side: number): Pick<PixelBox, 'left' | 'top'> {
  return { left: Math.floor((side - width) / 2), top: Math.floor((side - height) / 2) }
}

function fractionsOf (size: Size, side: number): Region {
  const { left, top } = middleOf(size, side)
  return { x: left / side, y: top / side, width: size.width / side, height: size.height / side }
}

/** Pixels of a box; sharp trims before it cuts. */
function partOf (picture: Picture, box: PixelBox): Picture {
  if (isWhole(box, picture)) return picture
  const { left, top, width, height } = box
  const data = new Uint8Array(width * height * 3)
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * picture.width + left) * 3
    data.set(picture.data.subarray(from, from + width * 3), row * width * 3)
  }
  return { data, width, height }
}

function open ({ data, width, height }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}

function sizeOf ({ width, height }: Size): Size {
  return { width, height }
}

function isWhole (box: Size, { width, height }: Size): boolean {
  return box.width === width && box.height === height
}
