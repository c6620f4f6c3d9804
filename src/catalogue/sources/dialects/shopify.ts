import type { Cells, Dialect } from './dialect.ts'
import { column, distinct, firstImages, lowestPrice, split, toPath } from './dialect.ts'
import { stripHtml } from '../strip-html.ts'

const COLUMNS = new Set(['handle', 'title', 'body (html)', 'vendor', 'type', 'product category', 'tags', 'published', 'status',
  'option1 name', 'option1 value', 'option2 name', 'option2 value', 'option3 name', 'option3 value',
  'variant sku', 'variant barcode', 'variant price', 'variant inventory qty', 'variant inventory policy', 'variant image',
  'image src', 'image position'])

/** The product export: rows with the handle of the row above carry further variants and images. */
export const shopify: Dialect = {
  id: 'handle',
  statesCurrency: false,
  recognises: (headings) => headings.has('handle') && headings.has('title'),
  reads: (heading) => COLUMNS.has(heading),
  continues: (row, first) => row.get('handle') === first.get('handle'),
  whyWithdrawn: (first) => isPublished(first) ? undefined : 'it is not published (Published or Status)',
  toProduct
}

function toProduct (rows: readonly Cells[], currency?: string): Record<string, unknown> {
  const first = rows[0]!
  const attributes = attributesOf(rows)
  return {
    id: first.get('handle'),
    title: first.get('title'),
    description: stripHtml(first.get('body (html)') ?? ''),
    brand: first.get('vendor'),
    category: toPath(first.get('product category') || first.get('type') || ''),
    color: colorOf(attributes),
    price: lowestPrice(column(rows, 'variant price'), currency),
    images: imagesOf(rows),
    inStock: stockOf(rows),
    tags: split(first.get('tags'), ','),
    identifiers: distinct(rows.flatMap((row) => [row.get('variant sku') ?? '', (row.get('variant barcode') ?? '').replace(/^'/, '')])),
    attributes
  }
}

function isPublished (row: Cells): boolean {
  return row.get('published')?.toLowerCase() !== 'false' && !['draft', 'archived'].includes(row.get('status')?.toLowerCase() ?? '')
}

function imagesOf (rows: readonly Cells[]): string[] {
  const position = (row: Cells) => Number(row.get('image position') || Infinity)
  const main = rows.filter((row) => row.get('image src')).toSorted((a, b) => position(a) - position(b))
  return firstImages([...column(main, 'image src'), ...column(rows, 'variant image')])
}

/** A shop that exports no quantities has said nothing about stock. */
function stockOf (rows: readonly Cells[]): boolean | undefined {
  const counted = rows.filter((row) => row.get('variant inventory qty'))
  if (counted.length === 0) return undefined
  return counted.some((row) => Number(row.get('variant inventory qty')) > 0 || row.get('variant inventory policy') === 'continue')
}

/** Shopify gives products without options the option `Title` with the value `Default Title`. */
function attributesOf (rows: readonly Cells[]): Record<string, string> {
  const options = [1, 2, 3].map((n) => [rows[0]!.get(`option${n} name`) ?? '', column(rows, `option${n} value`)] as const)
  const named = options.filter(([name, values]) => name !== '' && values.length > 0 && values[0] !== 'Default Title')
  return Object.fromEntries(named.map(([name, values]) => [name, values.join(', ')]))
}

function colorOf (attributes: Record<string, string>): string | undefined {
  const name = Object.keys(attributes).find((option) => /^colou?r$/i.test(option))
  return name && attributes[name]?.split(', ')[0]
}
