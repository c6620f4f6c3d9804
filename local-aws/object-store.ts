import { createHash } from 'node:crypto'
import { AwsError } from './aws-error.ts'
import type { AllowedActions } from './permissions.ts'
import type { Answer } from './respond.ts'
import type { SignedRequest } from './signature.ts'

interface Access {
  readonly allowed: AllowedActions
  readonly verify: () => void
}

/** Rights that a request needs; S3 checks HEAD as it checks GET. */
const ACTIONS: Readonly<Record<string, string>> = { PUT: 's3:PutObject', GET: 's3:GetObject', HEAD: 's3:GetObject' }

/** Objects of Amazon S3, addressed with the bucket in the path; every bucket is there. */
export class ObjectStore {
  readonly #objects = new Map<string, Uint8Array>()

  /** Whether a request is signed for Amazon S3. */
  isMeant ({ headers }: SignedRequest): boolean {
    return /\/s3\/aws4_request/.test(headers['authorization'] ?? '')
  }

  put (uri: string, body: Uint8Array | string): void {
    this.#objects.set(uri, typeof body === 'string' ? Buffer.from(body) : body)
  }

  get (uri: string): Uint8Array | undefined {
    return this.#objects.get(uri)
  }

  keys (): string[] {
    return [...this.#objects.keys()]
  }

  delete (uri: string): void {
    this.#objects.delete(uri)
  }

  answer (request: SignedRequest, { allowed, verify }: Access): Answer {
    try {
      verify()
    } catch (error) {
      return failure(403, error instanceof AwsError ? 'SignatureDoesNotMatch' : 'AccessDenied', String(error))
    }
    const { method, path, body } = request
    const action = ACTIONS[method]
    if (action === undefined) return failure(405, 'MethodNotAllowed', method)
    if (allowed && !allowed.has(action) && !allowed.has('s3:*')) return failure(403, 'AccessDenied', action)
    const uri = `s3:/${decodeURIComponent(path)}`
    if (method === 'PUT') {
      this.put(uri, body)
      return { status: 200, headers: { etag: etagOf(body) }, body: Buffer.alloc(0) }
    }
    const found = this.get(uri)
    if (!found) return failure(404, 'NoSuchKey', 'The specified key does not exist.', method === 'HEAD')
    const headers = { etag: etagOf(found), 'content-type': 'binary/octet-stream', 'content-length': String(found.length) }
    return { status: 200, headers, body: method === 'HEAD' ? Buffer.alloc(0) : found }
  }
}

function failure (status: number, code: string, message: string, isHead = false): Answer {
  const body = isHead ? '' : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body), error: code }
}

function etagOf (body: Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}
