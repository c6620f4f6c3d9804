import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { MultipartLimits } from './read-multipart.ts'
import { UploadGate } from './upload-gate.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Requests with photos that are being received or answered. */
    uploadsInFlight: () => number
  }
}

export interface UploadsOptions {
  readonly maxFileBytes: number
  readonly maxFiles: number
  /**
   * Requests with photos, as files or data URIs, that are answered at once. As many may arrive besides, at full size.
   */
  readonly maxUploadsInFlight: number
  /** For the whole request to arrive. */
  readonly timeoutMs: number
  /** Bytes of all files of one request. Default: twice `maxFileBytes`. */
  readonly maxTotalBytes?: number
  /** Route of the GraphQL endpoint. Default: /graphql. */
  readonly path?: string
}

const MAX_FIELD_BYTES = 262_144
const MAX_FIELD_NAME_BYTES = 100

async function uploadsPlugin (
  app: FastifyInstance,
  { path = '/graphql', maxUploadsInFlight: maxInFlight, timeoutMs, ...given }: UploadsOptions
): Promise<void> {
  const limits = { maxTotalBytes: 2 * given.maxFileBytes, maxFieldBytes: MAX_FIELD_BYTES, ...given }
  const gate = new UploadGate({ limits, maxInFlight, timeoutMs })
  await app.register(multipart, { throwFileSizeLimit: false, limits: parserLimits(limits), isPartAFile })
  app.decorate('uploadsInFlight', () => gate.inFlight)

  // Not async: most requests carry no photo, and each promise in their way costs time.
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.url === path) gate.makeRoom(request)
    done()
  })
  app.addHook('preValidation', (request, reply, done) => {
    if (request.routeOptions.url !== path || !request.isMultipart()) return done()
    gate.receive(request, reply).then(() => done(), done)
  })
  app.addHook('preValidation', (request, reply, done) => {
    if (request.routeOptions.url === path) gate.accept(request, reply)
    done()
  })
}

/** Some clients leave the filename out. */
function isPartAFile (
  _field: string | undefined,
  contentType: string | undefined,
  filename: string | undefined
): boolean {
  return (
    filename !== undefined ||
    contentType === 'application/octet-stream' ||
    (contentType !== undefined && /^(?:(?:image|video|audio)\/|application\/pdf)/.test(contentType))
  )
}

function parserLimits ({ maxFiles, maxFileBytes, maxFieldBytes }: MultipartLimits) {
  return {
    fieldNameSize: MAX_FIELD_NAME_BYTES,
    fieldSize: maxFieldBytes,
    // One more than needed, so that the reader can name the one that is too much.
    fields: 3,
    files: maxFiles,
    parts: maxFiles + 3,
    fileSize: maxFileBytes,
    headerPairs: 20,
    headerSize: 8192
  }
}

export default fp(uploadsPlugin, { name: 'uploads', fastify: '5.x' })
