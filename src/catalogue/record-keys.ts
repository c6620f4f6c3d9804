import type { Metadata } from '../vectors/vector-store.ts'
import type { MediaSpan, Product } from './product.ts'
import { textOf } from './record-text.ts'

/** A product is several records: its words, each photo, and each part of its clips, documents and sounds. */
export type RecordKind = 'text' | 'image' | MediaSpan['kind']
export const MEDIA_RECORD_KINDS = ['video', 'page', 'audio'] as const

export interface RecordRef {
  /** `<productId>#text`, `<productId>#image-<n>`, or e.g. `<productId>#page-<file>-<n>`. */
  readonly key: string
  readonly kind: RecordKind
  /** The photo as stored, for kind `image`. */
  readonly imageUrl?: string | undefined
}

/** Keys that begin so are the catalogue's own records, never products. */
export const RESERVED_KEY_PREFIX = '#'

export function textKey (productId: string): string {
  return `${productId}#text`
}

export function imageKey (productId: string, position: number): string {
  return `${productId}#image-${position}`
}

/** Where the part is a clip's or sound's, it is named by when it begins. */
export function spanKey (productId: string, { kind, file, page, startSeconds }: MediaSpan): string {
  return `${productId}#${kind}-${file}-${page ?? Math.round((startSeconds ?? 0) * 10)}`
}

/** The part that a record is of, where it is of one. */
export function spanOf (product: Product, key: string): MediaSpan | undefined {
  return product.parts?.find((span) => spanKey(product.id, span) === key)
}

/** The product a record belongs to: everything before the last `#`, since ids may hold one. */
export function productIdOf (key: string): string {
  return key.slice(0, key.lastIndexOf('#'))
}

/** Whether a key is one of a product's record, as opposed to the catalogue's own records and to what is no key. */
export function isRecordKey (key: string): boolean {
  return !key.startsWith(RESERVED_KEY_PREFIX) && /^.{1,200}#(text|image-\d{1,4}|(video|page|audio)-\d{1,2}-\d{1,6})$/su.test(key)
}

/** The kind of a record by its key alone. */
export function kindOfKey (key: string): RecordKind {
  const start = key.lastIndexOf('#') + 1
  // Nearly all are photos.
  if (key.startsWith('image-', start)) return 'image'
  const [kind = ''] = key.slice(start).split('-', 1)
  return kind === 'text' ? 'text' : (MEDIA_RECORD_KINDS.find((one) => one === kind) ?? 'image')
}

export function kindOf (metadata: Metadata): RecordKind {
  const kind = metadata['kind'] as RecordKind
  return kind === 'image' || isMediaKind(kind) ? kind : 'text'
}

/** Whether records of the kind are parts of clips, documents or sounds. */
export function isMediaKind (kind: RecordKind): boolean {
  return (MEDIA_RECORD_KINDS as readonly RecordKind[]).includes(kind)
}

export function recordRefsOf (product: Product): RecordRef[] {
  const text: RecordRef[] = textOf(product) === '' ? [] : [{ key: textKey(product.id), kind: 'text' }]
  return [
    ...text,
    ...product.images.map((imageUrl, i): RecordRef => ({ key: imageKey(product.id, i), kind: 'image', imageUrl })),
    ...(product.parts ?? []).map((span): RecordRef => ({ key: spanKey(product.id, span), kind: span.kind }))
  ]
}
