import { GraphQLError, GraphQLScalarType } from 'graphql'
import { type Upload, UploadedDataUri, UploadedFile } from '../images/upload.ts'

const DESCRIPTION =
  'A photo: a file of a GraphQL multipart request, or a string `data:image/...;base64,...`. JPEG, PNG, WebP, GIF or AVIF.'

/** The `Upload` scalar. A data URI above `maxBytes` is refused, with a code, when a resolver reads its bytes. */
export function createUploadScalar (maxBytes: number): GraphQLScalarType<Upload, never> {
  return new GraphQLScalarType<Upload, never>({
    name: 'Upload',
    description: DESCRIPTION,
    parseValue (value) {
      if (value instanceof UploadedFile) return value
      if (typeof value === 'string') return new UploadedDataUri(value, maxBytes)
      throw badUserInput('An Upload is a file of a multipart request, or a data URI as a string.')
    },
    // The compiler of queries turns literals into JSON, which loses their class; parsed queries are cached, photos
    // included.
    parseLiteral () {
      throw badUserInput(
        'An Upload cannot stand in the query text. Put the data URI or the file into a variable: query ($image: Upload!).'
      )
    },
    serialize () {
      throw badUserInput('An Upload is an input only.')
    }
  })
}

/** For services whose limit on the body bounds the strings, and whose use of the bytes checks their length. */
export const uploadScalar = createUploadScalar(Number.POSITIVE_INFINITY)

function badUserInput (message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}
