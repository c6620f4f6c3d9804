import type { Config } from '../config/config.ts'
import type { ImageLimits } from '../images/inspect-image.ts'

export function imageLimits ({
  MAX_IMAGE_PIXELS,
  MAX_UPLOAD_BYTES
}: Pick<Config, 'MAX_IMAGE_PIXELS' | 'MAX_UPLOAD_BYTES'>): ImageLimits {
  return { maxPixels: MAX_IMAGE_PIXELS, maxBytes: MAX_UPLOAD_BYTES }
}
