import type { JsonShop } from './json-shop.ts'
import { objectsIn, priceBefore, priceOf, textOf } from './json-values.ts'

/** Products as the REST API of WooCommerce writes them; the id is the number, as in its CSV. */
export const woocommerceJson: JsonShop = {
  name: 'WooCommerce',
  recognises: (raw) => 'name' in raw && ('regular_price' in raw || 'catalog_visibility' in raw || 'stock_status' in raw),
  idOf: ({ id }) => id,
  read: (raw, currency) => {
    const status = textOf(raw['status']) ?? 'publish'
    if (status !== 'publish') return { withdrawn: `it is not published (its status is ${status})` }
    if (raw['catalog_visibility'] === 'hidden') return { withdrawn: 'it is hidden from the catalog' }
    const price = priceOf(raw['price'], currency) ?? priceOf(raw['regular_price'], currency)
    const attributes = objectsIn(raw['attributes']).flatMap(({ name, options }) => {
      const label = textOf(name)
      return label === undefined ? [] : [[label, options] as const]
    })
    return {
      product: {
        id: raw['id'],
        handle: raw['slug'],
        title: raw['name'],
        description: textOf(raw['description']) ?? raw['short_description'],
        brand: namesIn(raw['brands'])[0],
        category: namesIn(raw['categories']).at(-1),
        tags: namesIn(raw['tags']),
        url: raw['permalink'],
        price,
        compareAtPrice: priceBefore(raw['regular_price'], price),
        inStock: raw['stock_status'] === undefined ? undefined : raw['stock_status'] !== 'outofstock',
        identifiers: [textOf(raw['sku']), textOf(raw['global_unique_id'])].filter(Boolean),
        images: objectsIn(raw['images']).map(({ src, alt }) => ({ url: src, ...(textOf(alt) && { alt }) })),
        attributes: Object.fromEntries(attributes)
      }
    }
  }
}

function namesIn (list: unknown): string[] {
  return objectsIn(list).flatMap(({ name }) => textOf(name) ?? [])
}
