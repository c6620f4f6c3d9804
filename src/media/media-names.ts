import type { MediaKind } from './media-file.ts'

/** One file of a kind, as messages call it. */
export const MEDIA_NAMES: Readonly<Record<MediaKind, string>> = {
  video: 'video',
  document: 'document',
  audio: 'sound'
}

/** What a model reads, or does not. */
export const READ_MEDIA: Readonly<Record<MediaKind, string>> = { video: 'video', document: 'documents', audio: 'sound' }

/** Why a model without a reader of files reads none. */
export const WITHOUT_READER = 'it reads words and photos only'
