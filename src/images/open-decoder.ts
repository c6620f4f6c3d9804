import sharp, { type Sharp } from 'sharp'
import { ImageTooSlowError, ImageUnreadableError, isCodedError } from '../errors.ts'
import { inPhase } from '../shared/in-phase.ts'
import type { Image } from './image.ts'

/** libvips stops soon after. An ordinary photo takes 0.02 s, one of 50 million pixels 0.1 to 3. */
const DECODE_SECONDS = 10

// No photo is asked for twice in a row: libvips would keep the last ones, decoded, for nobody.
sharp.cache(false)

/**
 * What decodes an image that passed the door. It refuses what is larger than its header told, and cut-off files:
 * libvips would make a picture of those, and a wrong vector in an index is worse than a refusal.
 */
export function openDecoder ({ bytes, width, height, isMended }: Image): Sharp {
  // Behind an end marker of ours libvips tells of missing data as a warning only.
  const failOn = isMended ? 'warning' : 'truncated'
  return sharp(bytes, { failOn, limitInputPixels: width * height }).timeout({ seconds: DECODE_SECONDS })
}

/** What `decode` resolves to, or IMAGE_UNREADABLE, or IMAGE_TOO_LARGE where it took too long. */
export async function decoded<T> (decode: () => Promise<T>): Promise<T> {
  try {
    return await inPhase('decode', decode)
  } catch (cause) {
    throw isCodedError(cause) ? cause : toImageError(cause)
  }
}

export function toImageError (cause: unknown): Error {
  const reason = firstLine(cause)
  if (reason.startsWith('timeout:')) return new ImageTooSlowError(DECODE_SECONDS, { cause })
  return new ImageUnreadableError(reason, { cause })
}

/** Of libvips' message: the lines after it repeat it once for each layer. */
export function firstLine (cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]!
}
