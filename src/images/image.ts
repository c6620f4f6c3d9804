/** Formats read from a file's content; the name and the declared type of an upload are never trusted. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif'

/** An image that passed the limits. Still encoded: pixels are decoded only when a model needs them. */
export interface Image {
  readonly bytes: Uint8Array
  readonly format: ImageFormat
  /** Width and height as displayed, that is after the EXIF orientation. */
  readonly width: number
  readonly height: number
  /** SHA-256 of `bytes`, hexadecimal: the image's identity in caches. */
  readonly hash: string
  /** Its end marker was missing and was added: what is then found missing while decoding makes it unreadable. */
  readonly isMended?: true
}
