import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ReviewDraft } from '../src/review/review-entry.ts'
import type { AutoTagResult } from '../src/tagging/auto-tag-service.ts'
import type { Stamp } from '../src/tagging/bulk/tag-log.ts'
import { blackPng } from '../test/fixtures/images.ts'

export const MODEL = 'fake-1'
export const DIMENSIONS = [32, 8]
export const IMAGES = { maxBytes: 1e6, maxPixels: 1e6, allowPrivate: false }

const PRODUCTS = 600
const TAGGED = 100
const COLORS = ['red', 'green', 'blue']

/** Of 600 products, in the second file 30 others are missing, 60 have another title and 30 are new; some rows are no products. */
export async function writeCatalogues (folder: string): Promise<{ first: string, second: string, photos: string }> {
  const numbers = Array.from({ length: PRODUCTS }, (_, i) => i)
  const files = { first: path.join(folder, 'first.jsonl'), second: path.join(folder, 'second.jsonl'), photos: path.join(folder, 'photos.jsonl') }
  await writeRows(files.first, numbers.map((i) => productOf(i, `Product ${i}`)))
  const changed = numbers.filter((i) => i % 20 !== 7).map((i) => productOf(i, i % 10 === 3 ? `Better product ${i}` : `Product ${i}`))
  await writeRows(files.second, [...changed, ...Array.from({ length: 30 }, (_, i) => productOf(PRODUCTS + i, `New product ${i}`))])
  await writeFile(path.join(folder, 'photo.png'), blackPng(8, 8))
  await writeRows(files.photos, numbers.slice(0, TAGGED).map((i) => ({ id: `p${i}`, title: `Product ${i}`, images: ['photo.png'] })))
  return files
}

function productOf (number: number, title: string): object {
  return number % 97 === 5 ? { title } : { id: `p${number}`, title, brand: COLORS[number % 3], price: { amount: `${number}.00`, currency: 'EUR' } }
}

async function writeRows (file: string, rows: readonly object[]): Promise<void> {
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}

export function draftOf (review: number, part: number): ReviewDraft {
  return {
    who: 'anna', taxonomy: 'small', taxonomyVersion: '7', model: MODEL, productId: `p${review}-${part}`, attribute: 'color', value: COLORS[review % 3]!, verdict: 'ACCEPT'
  }
}

export function colorOf (productId: string): string {
  return COLORS[Number(productId.slice(1)) % 3]!
}

/** What the tagger says of a product. */
export function tagsOf (productId: string, stamp: Stamp): AutoTagResult {
  const sure = { confidence: 0.9, decision: 'ASSIGNED' as const, alternatives: [], evidence: [] }
  return {
    ...stamp,
    category: { path: 'Home/Furniture', ...sure },
    tags: [{ attribute: 'color', value: colorOf(productId), ...sure }, { attribute: 'material', value: 'wood', ...sure }],
    abstained: [],
    reviewVersion: 0,
    timings: { embedMs: 0, queryMs: 0, totalMs: 0 }
  }
}
