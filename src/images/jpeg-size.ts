import { JPG } from 'image-size/types/jpg'

export interface Size {
  readonly width: number
  readonly height: number
}

/** Where a size is looked for: behind previews and profiles of that much nothing is searched, which takes long in a file of noise. */
const HEADER_BYTES = 262_144
/** Orientations of Exif that swap width and height begin here, and end at 8. */
const FIRST_TURNED = 5

/**
 * Width and height of a JPEG as it is displayed; undefined where its header is not plain, for libvips to judge. Read in this thread,
 * in microseconds: handing a photo to libvips and back costs a hundred times that while models keep every core busy.
 */
export function jpegSize (bytes: Uint8Array): Size | undefined {
  const size = readSize(bytes.subarray(0, HEADER_BYTES))
  if (size === undefined || size.width === 0 || size.height === 0) return undefined
  const { width, height, orientation = 1 } = size
  if (orientation > 8) return undefined
  return orientation < FIRST_TURNED ? { width, height } : { width: height, height: width }
}

function readSize (bytes: Uint8Array): ReturnType<typeof JPG.calculate> | undefined {
  try {
    return JPG.calculate(bytes)
  } catch {
    return undefined
  }
}
