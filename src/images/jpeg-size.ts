import { JPG } from 'image-size/types/jpg'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface JpegHeader extends Size {
  /** Of Exif, 1 to 8; 1 is upright. */
  readonly orientation: number
}

/**
 * Where a size is looked for: behind previews and profiles of that much nothing is searched, which takes long in a file
 * of noise.
 */
const HEADER_BYTES = 262_144
/** Orientations of Exif that swap width and height begin here, and end at 8. */
const FIRST_TURNED = 5

/**
 * Width and height of a JPEG as it is displayed; undefined where its header is not plain, for libvips to judge. Read in
 * this thread, in microseconds: handing a photo to libvips and back costs a hundred times that while models keep every
 * core busy.
 */
export function jpegSize (bytes: Uint8Array): Size | undefined {
  const header = jpegHeader(bytes)
  if (header === undefined) return undefined
  const { width, height, orientation } = header
  return orientation < FIRST_TURNED ? { width, height } : { width: height, height: width }
}

/** As it is stored, likewise undefined where it is not plain. */
export function jpegHeader (bytes: Uint8Array): JpegHeader | undefined {
  try {
    const { width, height, orientation = 1 } = JPG.calculate(bytes.subarray(0, HEADER_BYTES))
    return width === 0 || height === 0 || orientation > 8 ? undefined : { width, height, orientation }
  } catch {
    return undefined
  }
}
