/** The value of an `Upload` argument: the bytes of a multipart file or of a data URI, within the limits but not yet looked at. */
export interface Upload {
  readonly bytes: Uint8Array
}
