import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { blackPng } from '../test/fixtures/images.ts'
import { COLORS } from './kill-points-work.ts'

const PRODUCTS = 420
const TAGGED = 80

/**
 * Of 420 products, in the second file 21 are missing, 42 have another title and 30 are new; some rows are no products.
 */
export async function writeCatalogues (folder: string): Promise<{ first: string; second: string; photos: string }> {
  const numbers = Array.from({ length: PRODUCTS }, (_, i) => i)
  const files = {
    first: path.join(folder, 'first.jsonl'),
    second: path.join(folder, 'second.jsonl'),
    photos: path.join(folder, 'photos.jsonl')
  }
  await writeRows(
    files.first,
    numbers.map((i) => productOf(i, `Product ${i}`))
  )
  const changed = numbers
    .filter((i) => i % 20 !== 7)
    .map((i) => productOf(i, i % 10 === 3 ? `Better product ${i}` : `Product ${i}`))
  await writeRows(files.second, [
    ...changed,
    ...Array.from({ length: 30 }, (_, i) => productOf(PRODUCTS + i, `New product ${i}`))
  ])
  await writeFile(path.join(folder, 'photo.png'), blackPng(8, 8))
  await writeRows(
    files.photos,
    numbers.slice(0, TAGGED).map((i) => ({ id: `p${i}`, title: `Product ${i}`, images: ['photo.png'] }))
  )
  return files
}

function productOf (number: number, title: string): object {
  return number % 97 === 5
    ? { title }
    : { id: `p${number}`, title, brand: COLORS[number % 3], price: { amount: `${number}.00`, currency: 'EUR' } }
}

async function writeRows (file: string, rows: readonly object[]): Promise<void> {
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}
