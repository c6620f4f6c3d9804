import { hash } from 'node:crypto'
import type { Product } from './product.ts'

/** Goes up when what is stored of a product changes, so that the next ingest writes all of them anew. */
const RECORD_VERSION = 4
const INPUT_DIGITS = 32

/**
 * SHA-256 of all that a product's records are made from. `identities` has one entry for each photo:
 * the hash of a local file's bytes, since size and time lie after a copy; a URL stands for itself.
 * `firstAttributes` decide which attributes can be filtered by.
 */
export function contentHash (
  product: Product,
  identities: readonly string[],
  firstAttributes: readonly string[] = []
): string {
  const settings = firstAttributes.length > 0 ? [firstAttributes] : []
  return hash('sha256', JSON.stringify([RECORD_VERSION, canonical(product), identities, ...settings]))
}

/** Sorted keys without absent ones: equal products are equal text, whatever order their file has. */
function canonical (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(canonical)
  const present = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(
    present.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, canonical(entry)])
  )
}

/** 128 bits of the SHA-256 of what the model reads for one record: the words, or what tells the photo from others. */
export function inputHashOf (input: string): string {
  return hash('sha256', input).slice(0, INPUT_DIGITS)
}

/** A record keeps both hashes in one value: an index has no more than ten keys closed to filters. */
export function joinHashes (content: string, inputHash: string): string {
  return `${content}.${inputHash}`
}

/** Records of before have no hash of their input. */
export function splitHashes (stored: string): { content: string; inputHash: string | undefined } {
  const [content = '', inputHash] = stored.split('.')
  return { content, inputHash }
}
