import type { Cells, Dialect } from './dialect.ts'
import { column, distinct, firstImages, lowestPrice, split } from './dialect.ts'
import { stripHtml } from '../strip-html.ts'

interface Facet { readonly name: string, readonly value: string }

const COLUMNS = new Set(['name', 'slug', 'description', 'assets', 'facets', 'optiongroups', 'optionvalues', 'sku', 'price',
  'taxcategory', 'stockonhand', 'trackinventory', 'variantassets', 'variantfacets'])

/** The importer's format: a row without a name is a further variant of the product above. */
export const vendure: Dialect = {
  id: 'slug',
  statesCurrency: false,
  recognises: (headings) => ['name', 'slug', 'assets', 'facets', 'sku'].every((heading) => headings.has(heading)),
  reads: (heading) => COLUMNS.has(heading),
  continues: (row) => row.get('name') === '',
  toProduct
}

function toProduct (rows: readonly Cells[], currency?: string): Record<string, unknown> {
  const first = rows[0]!
  const facets = rows.flatMap((row) => [...facetsOf(row.get('facets')), ...facetsOf(row.get('variantfacets'))])
  const values = (name: string) => distinct(facets.filter((facet) => facet.name === name).map(({ value }) => value))
  const [color, ...otherColors] = values('color')
  const others = facets.filter(({ name }) => !['category', 'brand', 'color'].includes(name)).map(({ value }) => value)
  return {
    id: first.get('slug'),
    title: first.get('name'),
    description: stripHtml(first.get('description') ?? ''),
    brand: values('brand')[0],
    category: values('category').join('/'),
    color,
    price: lowestPrice(column(rows, 'price'), currency),
    images: firstImages(rows.flatMap((row) => [...split(row.get('assets'), '|'), ...split(row.get('variantassets'), '|')])),
    inStock: rows.some(isInStock),
    tags: distinct([...otherColors, ...others]),
    identifiers: column(rows, 'sku'),
    attributes: attributesOf(rows)
  }
}

function facetsOf (text: string | undefined): Facet[] {
  return split(text, '|').map((facet) => {
    const [name = '', ...value] = facet.split(':')
    return { name: name.trim().toLowerCase(), value: value.join(':').trim() }
  })
}

/** Stock that is not tracked never runs out. */
function isInStock (row: Cells): boolean {
  return row.get('trackinventory') === 'false' || Number(row.get('stockonhand')) > 0
}

/** `screen size|RAM` over `13 inch|8GB` and `15 inch|8GB`; a group may carry a code, `size:shoe-size`. */
function attributesOf (rows: readonly Cells[]): Record<string, string> {
  const groups = split(rows[0]!.get('optiongroups'), '|').map((group) => group.split(':')[0]!)
  const options = rows.map((row) => (row.get('optionvalues') ?? '').split('|').map((value) => value.trim()))
  return Object.fromEntries(groups.map((group, i) => [group, distinct(options.map((values) => values[i] ?? '')).join(', ')]))
}
