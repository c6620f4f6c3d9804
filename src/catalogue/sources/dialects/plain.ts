import type { Cells, Dialect } from './dialect.ts'
import { distinct, firstImages, parsePrice, split, toPath } from './dialect.ts'
import { stripHtml } from '../strip-html.ts'

const COLUMNS = new Set(['id', 'title', 'name', 'description', 'brand', 'category', 'color', 'colour', 'price', 'currency', 'url', 'link',
  'images', 'image', 'locale', 'instock', 'in stock', 'tags', 'identifiers', 'sku', 'gtin', 'mpn'])

const ATTRIBUTE = /^attributes?\.(.+)$/

/** Our own field names as columns; lists are separated by `|`, attributes are columns like `attributes.material`. */
export const plain: Dialect = {
  id: 'id',
  statesCurrency: true,
  recognises: (headings) => headings.has('id') && ['title', 'name', 'images', 'image'].some((heading) => headings.has(heading)),
  reads: (heading) => COLUMNS.has(heading) || ATTRIBUTE.test(heading),
  continues: () => false,
  toProduct: ([row], currency) => toProduct(row!, currency)
}

function toProduct (row: Cells, currency?: string): Record<string, unknown> {
  const any = (...headings: string[]) => headings.map((heading) => row.get(heading)).find(Boolean)
  return {
    id: row.get('id'),
    title: any('title', 'name'),
    description: stripHtml(row.get('description') ?? ''),
    brand: row.get('brand'),
    category: toPath(row.get('category') ?? ''),
    color: any('color', 'colour'),
    price: parsePrice(row.get('price'), row.get('currency') || currency),
    url: any('url', 'link'),
    images: firstImages([...split(row.get('images'), '|'), ...split(row.get('image'), '|')]),
    locale: row.get('locale'),
    inStock: stockOf(any('instock', 'in stock')),
    tags: split(row.get('tags'), '|'),
    identifiers: distinct([...split(row.get('identifiers'), '|'), ...['sku', 'gtin', 'mpn'].map((heading) => row.get(heading) ?? '')]),
    attributes: attributesOf(row)
  }
}

/** Any other word is handed on, for validation to name it. */
function stockOf (text: string | undefined): boolean | string | undefined {
  if (text === undefined) return undefined
  if (/^(true|yes|1)$/i.test(text)) return true
  return /^(false|no|0)$/i.test(text) ? false : text
}

function attributesOf (row: Cells): Record<string, string> {
  const named = [...row].flatMap(([heading, value]) => {
    const name = ATTRIBUTE.exec(heading)?.[1]
    return name && value !== '' ? [[name, value] as const] : []
  })
  return Object.fromEntries(named)
}
