import { BadUserInputError, PayloadTooLargeError } from '../errors.ts'

const HEADER = /^data:(?:(?:image|video|audio)\/[a-z0-9.+-]{1,64}|application\/pdf);base64,/i
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

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
  if (Math.floor(data.length / 4) * 3 - padding(data) > maxBytes) {
    throw new PayloadTooLargeError('The image', maxBytes)
  }
  if (data.length % 4 !== 0 || !BASE64.test(data)) {
    throw new BadUserInputError(
      'The data URI is not valid base64: only A-Z, a-z, 0-9, + and / may follow the comma, without spaces, padded with = to a multiple of four.'
    )
  }
  return Buffer.from(data, 'base64')
}

function padding (data: string): number {
  return data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0
}
