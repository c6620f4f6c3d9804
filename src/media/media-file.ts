export type MediaKind = 'video' | 'document' | 'audio'
export const MEDIA_KINDS: readonly MediaKind[] = ['video', 'document', 'audio']

/** Read from a file's content, never from its name. */
export type MediaFormat = 'pdf' | 'mp4' | 'mov' | 'mkv' | 'webm' | 'wmv' | '3gp' | 'flv' | 'mpeg' | 'mp3' | 'wav' | 'ogg'

/** A clip, a document or a sound on this machine's disk that passed the limits; not decoded yet. */
export interface MediaFile {
  readonly kind: MediaKind
  readonly format: MediaFormat
  readonly path: string
  readonly bytes: number
  /** SHA-256 of the content, hexadecimal. */
  readonly hash: string
  /** Of a clip or a sound, where its container says it; what it holds may be longer. */
  readonly seconds?: number | undefined
  /** The longest that is read of a clip or a sound. */
  readonly maxSeconds: number
  /** Of a document. */
  readonly pages?: number | undefined
}

export interface MediaLimits {
  readonly maxBytes: number
  readonly maxSeconds: number
  readonly maxPages: number
}
