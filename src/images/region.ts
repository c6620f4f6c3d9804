import { createHash } from 'node:crypto'
import { RegionInvalidError } from '../errors.ts'
import type { Image, Region } from './image.ts'

/** What is left of a smaller part says nothing. */
const LEAST_PIXELS = 16
/** Sums of fractions such as 0.1 + 0.9 are off by about so much. */
const ROUNDING = 1e-6

/**
 * The part of an image, with an identity of its own; the image itself where the region is the whole of it. Throws
 * REGION_INVALID.
 */
export function partOf (image: Image, region: Region): Image {
  checkRegion(region)
  const { left, top, width, height } = pixelsOf(image, region)
  if (left === 0 && top === 0 && width === image.width && height === image.height) return image
  if (Math.min(width, height) < LEAST_PIXELS) {
    throw new RegionInvalidError(
      `is ${width} × ${height} pixels of the photo; give one of at least ${LEAST_PIXELS} × ${LEAST_PIXELS}`
    )
  }
  const hash = createHash('sha256').update(`${image.hash} ${left} ${top} ${width} ${height}`).digest('hex')
  return { ...image, region, hash }
}

export interface PixelBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Of a picture of any size; at least one pixel. */
export function pixelsOf (
  { width, height }: { readonly width: number; readonly height: number },
  region: Region
): PixelBox {
  const left = Math.min(width - 1, Math.round(region.x * width))
  const top = Math.min(height - 1, Math.round(region.y * height))
  const right = Math.min(width, Math.round((region.x + region.width) * width))
  const bottom = Math.min(height, Math.round((region.y + region.height) * height))
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) }
}

function checkRegion ({ x, y, width, height }: Region): void {
  if (![x, y, width, height].every(Number.isFinite)) {
    throw new RegionInvalidError('has a value that is no number; give fractions of the photo, 0 to 1')
  }
  if (!(width > 0 && height > 0)) {
    throw new RegionInvalidError(`has the size ${width} × ${height}; give a width and a height above 0`)
  }
  if (x < 0 || y < 0 || x + width > 1 + ROUNDING || y + height > 1 + ROUNDING) {
    throw new RegionInvalidError(
      `reaches beyond the photo: from ${x}, ${y} it is ${width} wide and ${height} high; give fractions of the photo, 0 to 1, in pixels divided by its width or height`
    )
  }
}
