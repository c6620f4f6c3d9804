import type { MediaKind } from './media-file.ts'

/** Endings of names, which tell browsers and tables what files are; readers look at the content. */
export const MEDIA_EXTENSIONS: Readonly<Record<MediaKind, readonly string[]>> = {
  video: ['mp4', 'm4v', 'mov', 'mkv', 'webm', 'wmv', 'asf', 'flv', 'mpeg', 'mpg', '3gp', '3g2'],
  document: ['pdf'],
  audio: ['mp3', 'wav', 'ogg', 'oga']
}
