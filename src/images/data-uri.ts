import { BadUserInputError, PayloadTooLargeError } from '../errors.ts'

const HEADER = /^data:(?:(?:image|video|audio)\/[a-z0-9.+-]{1,64}|application\/pdf);base64,/i

/**
 * The bytes of `data:image/...;base64,...`, at most `maxBytes` of them. The declared type is not trusted, hence not
 * returned. Throws BAD_USER_INPUT or PAYLOAD_TOO_LARGE, the latter before decoding.
 */
export function parseDataUri (text: string, maxBytes: number): Uint8Array {
  const header = HEADER.exec(text.slice(0, 128))?.[0]
  if (header === undefined) {
    throw new BadUserInputError(
      'An image given as a string must be a data URI: data:image/jpeg;base64,<data>. Or send it as a file of a multipart request.'
    )
  }
  const data = text.slice(header.length)
  const length = Math.floor(data.length / 4) * 3 - padding(data)
  if (length > maxBytes) throw new PayloadTooLargeError('The image', maxBytes)
  const bytes = Buffer.from(data, 'base64')
  // Node skips what is not base64: fewer bytes are left then. A pattern over the whole text takes ten times as long.
  if (data.length % 4 !== 0 || bytes.length !== length || hasUrlAlphabet(data)) {
    throw new BadUserInputError(
      'The data URI is not valid base64: only A-Z, a-z, 0-9, + and / may follow the comma, without spaces, padded with = to a multiple of four.'
    )
  }
  return bytes
}

/** Node reads it as base64 too. */
function hasUrlAlphabet (data: string): boolean {
  return data.includes('-') || data.includes('_')
}

function padding (data: string): number {
  return data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0
}
