import { createHash } from 'node:crypto'
import type { AwsError } from './aws-error.ts'
import type { Answer } from './respond.ts'
import { errorStatus, type Members, type Operation } from './service-model.ts'

/** What the layer in front calls otherwise than S3 does. */
const NAMES: Readonly<Record<string, string>> = {
  InvalidSignatureException: 'SignatureDoesNotMatch',
  IncompleteSignatureException: 'SignatureDoesNotMatch',
  UnrecognizedClientException: 'InvalidAccessKeyId',
  MissingAuthenticationTokenException: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  ValidationException: 'InvalidRequest',
  InternalServerException: 'InternalError'
}
const XML = { 'content-type': 'application/xml' }

/** S3 speaks XML, where the other services speak JSON. */
export function objectAnswer ({ name, status, payload }: Operation, output: Members): Answer {
  const { ETag: tag, ContentLength: length } = output
  const headers = {
    ...(typeof tag === 'string' && { etag: tag }),
    ...(typeof length === 'number' && { 'content-length': String(length) })
  }
  if (payload !== undefined) {
    const body = output[payload] as Uint8Array
    return { status, headers: { ...headers, 'content-type': 'application/octet-stream' }, body }
  }
  if (name !== 'ListObjectsV2') return { status, headers, body: new Uint8Array() }
  return { status, headers: XML, body: Buffer.from(document('ListBucketResult', output)) }
}

export function objectFailure (operation: Operation, { name, message, headers }: AwsError): Answer {
  const code = NAMES[name] ?? name
  return {
    status: errorStatus(operation, code),
    headers: { ...headers, ...XML },
    // An answer to HEAD has no body, so that its status alone tells.
    body: operation.name === 'HeadObject' ? new Uint8Array() : Buffer.from(document('Error', { Code: code, Message: message })),
    error: code
  }
}

export function etagOf (body: Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}

function document (name: string, members: Members): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, members)}`
}

/** Lists are flat: their members stand beside each other under the name of the list. */
function element (name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('')
  if (typeof value !== 'object' || value === null) return `<${name}>${escaped(String(value))}</${name}>`
  const inner = Object.entries(value).map(([key, member]) => element(key, member))
  return `<${name}>${inner.join('')}</${name}>`
}

function escaped (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
