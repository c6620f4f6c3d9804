/** Formats read from a file's content; the name and the declared type of an upload are never trusted. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif'

/** A part of a photo as displayed, in fractions of its width and height from the top left corner. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** An image that passed the limits. Still encoded: pixels are decoded only when a model needs them. */
export interface Image {
  readonly bytes: Uint8Array
  readonly format: ImageFormat
  /** Width and height as displayed, that is after the EXIF orientation. */
  readonly width: number
  readonly height: number
  /** The part that is meant; absent for the whole. */
  readonly region?: Region
  /** SHA-256 of `bytes` and region, hexadecimal: the image's identity in caches. */
  readonly hash: string
  /** Its end marker was missing and was added: what is then found missing while decoding makes it unreadable. */
  readonly isMended?: true
}
