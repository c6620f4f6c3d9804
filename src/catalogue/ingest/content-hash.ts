import { createHash } from 'node:crypto'
import type { Product } from '../product.ts'

/** Goes up when what is stored of a product changes, so that the next ingest writes all of them anew. */
const RECORD_VERSION = 2

/**
 * SHA-256 of all that a product's records are made from. `identities` has one entry for each photo:
 * the hash of a local file's bytes, since size and time lie after a copy; a URL stands for itself.
 */
export function contentHash (product: Product, identities: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify([RECORD_VERSION, canonical(product), identities])).digest('hex')
}

/** Sorted keys without absent ones: equal products are equal text, whatever order their file has. */
function canonical (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(canonical)
  const present = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(present.sort(([a], [b]) => a < b ? -1 : 1).map(([key, entry]) => [key, canonical(entry)]))
}
