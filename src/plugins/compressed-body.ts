import { Transform, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify'
import fp from 'fastify-plugin'
import { BadUserInputError, ContentEncodingUnsupportedError, PayloadTooLargeError } from '../errors.ts'

/** Texts shrink, photos do not: what grows to more than this was made to. */
const MAX_INFLATED_BYTES = 1_048_576

/** Reads JSON bodies sent as gzip; any other encoding is refused. */
async function compressedBodyPlugin (app: FastifyInstance): Promise<void> {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase()
    if (encoding === undefined || encoding === '' || encoding === 'identity') done(null, payload)
    else if (['gzip', 'x-gzip'].includes(encoding) && !isMultipart(request)) done(null, inflate(payload))
    else done(new ContentEncodingUnsupportedError(JSON.stringify(encoding.slice(0, 60))))
  })
}

function isMultipart ({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith('multipart/') ?? false
}

function inflate (payload: RequestPayload): RequestPayload {
  const gunzip = createGunzip()
  const bounded = new BoundedBytes() as BoundedBytes & { receivedEncodedLength: number }
  bounded.receivedEncodedLength = 0
  payload.on('data', ({ length }: Uint8Array) => {
    bounded.receivedEncodedLength += length
  })
  payload.once('error', (error) => bounded.destroy(error))
  gunzip.once('error', (cause) =>
    bounded.destroy(new BadUserInputError('The body is not valid gzip. Send it again, or as it is.', { cause }))
  )
  bounded.once('close', () => {
    ;(payload as Readable).unpipe(gunzip)
    gunzip.destroy()
  })
  payload.pipe(gunzip).pipe(bounded)
  return bounded
}

class BoundedBytes extends Transform {
  #length = 0

  override _transform (
    chunk: Uint8Array,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Uint8Array) => void
  ): void {
    this.#length += chunk.length
    if (this.#length > MAX_INFLATED_BYTES) done(new PayloadTooLargeError('The body, inflated,', MAX_INFLATED_BYTES))
    else done(null, chunk)
  }
}

export default fp(compressedBodyPlugin, { name: 'compressed-body', fastify: '5.x' })
