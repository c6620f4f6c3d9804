import type { Image } from '../../images/image.ts'
import { contentRegion } from '../../images/prepared-photo.ts'
import { isPlain, toJpeg } from '../../images/to-jpeg.ts'
import { cutText } from '../../shared/cut-text.ts'
import type { MediaFile } from '../../media/media-file.ts'
import { isNovaFormat, MAX_IMAGE_BYTES, MAX_TEXT_LENGTH, type NovaInput, type NovaMediaInput } from './nova.ts'

/** Something done to an input that its sender may want to know. */
export type Adaptation = 'cut-text' | 'converted-image' | 'scaled-image'

export interface AdaptedInput {
  readonly input: NovaInput
  readonly adaptation?: Adaptation
}

/** Text that the model reads whole and that JSON can carry: half a surrogate pair fails the call. */
export function textInput (text: string): AdaptedInput {
  const isLong = text.length > MAX_TEXT_LENGTH
  const value = cutText(text, MAX_TEXT_LENGTH).toWellFormed()
  // The model refuses the empty text.
  return { input: { text: { truncationMode: 'END', value: value || ' ' } }, ...(isLong && { adaptation: 'cut-text' }) }
}

/**
 * An image in a format and size that the model takes, upright, a single frame, without plain borders and what is beyond
 * its region; converted to JPEG where it is not.
 */
export async function imageInput (image: Image, maxBytes = MAX_IMAGE_BYTES): Promise<AdaptedInput> {
  const { format, bytes } = image
  const isLarge = bytes.length > maxBytes
  const region = await contentRegion(image)
  if (region) return { input: inline('jpeg', (await toJpeg({ ...image, region }, { maxBytes })).bytes) }
  if (!isLarge && isNovaFormat(format) && await isPlain(image)) return { input: inline(format, bytes) }
  const jpeg = await toJpeg(image, { maxBytes })
  return { input: inline('jpeg', jpeg.bytes), adaptation: isLarge ? 'scaled-image' : 'converted-image' }
}

function inline (format: 'jpeg' | 'png' | 'webp' | 'gif', bytes: Uint8Array): NovaInput {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return { image: { format, detailLevel: 'STANDARD_IMAGE', source: { bytes: base64 } } }
}

/** A clip or sound as the model takes it, in stretches of so many seconds where that is given. */
export function mediaInput (
  { kind, format }: Pick<MediaFile, 'kind' | 'format'>,
  source: { readonly bytes: string } | { readonly s3Location: { readonly uri: string } },
  durationSeconds?: number
): NovaMediaInput {
  const segmented = durationSeconds === undefined ? {} : { segmentationConfig: { durationSeconds } }
  return kind === 'audio'
    ? { audio: { format, source, ...segmented } }
    : { video: { format, embeddingMode: 'AUDIO_VIDEO_COMBINED', source, ...segmented } }
}
