import type { Cells, Dialect } from './dialect.ts'
import { distinct, firstImages, parsePrice, split, toPath } from './dialect.ts'
import { stripHtml } from '../strip-html.ts'

const COLUMNS = new Set(['id', 'title', 'description', 'link', 'image link', 'additional image link', 'availability', 'price', 'brand',
  'gtin', 'mpn', 'google product category', 'product type', 'color', 'size', 'material', 'pattern', 'gender', 'age group', 'content language'])

/** Columns without a place of their own that a shopper would ask about. */
const ATTRIBUTES = ['size', 'material', 'pattern', 'gender', 'age group'] as const

/** The product data specification of Google Merchant Center, as CSV or TSV. */
export const googleMerchant: Dialect = {
  id: 'id',
  statesCurrency: true,
  recognises: (headings) => headings.has('id') && headings.has('image link'),
  reads: (heading) => COLUMNS.has(heading),
  continues: () => false,
  toProduct: ([row], currency) => toProduct(row!, currency)
}

function toProduct (row: Cells, currency?: string): Record<string, unknown> {
  const attributes = ATTRIBUTES.map((heading) => [heading, row.get(heading) ?? ''] as const)
  return {
    id: row.get('id'),
    title: row.get('title'),
    description: stripHtml(row.get('description') ?? ''),
    brand: row.get('brand'),
    category: categoryOf(row),
    color: row.get('color'),
    price: parsePrice(row.get('price'), currency),
    url: row.get('link'),
    images: firstImages([row.get('image link') ?? '', ...split(row.get('additional image link'), ',')]),
    locale: row.get('content language'),
    inStock: stockOf(row.get('availability')),
    identifiers: distinct([row.get('gtin') ?? '', row.get('mpn') ?? '']),
    attributes: Object.fromEntries(attributes.filter(([, value]) => value !== ''))
  }
}

/** The shop's own type says more than Google's, which may be a bare number. */
function categoryOf (row: Cells): string | undefined {
  const google = row.get('google product category')
  return toPath(row.get('product type') || (google && !/^\d+$/.test(google) ? google : ''))
}

function stockOf (availability: string | undefined): boolean | undefined {
  return availability ? availability.toLowerCase().replaceAll(' ', '_') === 'in_stock' : undefined
}
