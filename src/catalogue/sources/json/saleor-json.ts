import type { Price } from '../../product.ts'
import type { Fields, JsonShop } from './json-shop.ts'
import { grouped, isObject, nameIn, nodesIn, objectsIn, pairOf, priceOf, textAt, textOf, withVariants } from './json-values.ts'

/** Products as GraphQL of Saleor answers them; the id is its own, as in its CSV. */
export const saleorJson: JsonShop = {
  name: 'Saleor',
  recognises: (raw) => isObject(raw['pricing']) || objectsIn(raw['variants']).some(({ pricing }) => isObject(pricing)),
  idOf: ({ id }) => id,
  read: (raw) => {
    if (raw['isPublished'] === false) return { withdrawn: 'it is not published' }
    const isAvailable = raw['isAvailable']
    const media = [...objectsIn(raw['media']), ...objectsIn(raw['images'])].filter(({ type = 'IMAGE' }) => type === 'IMAGE')
    const thumbnail = textAt(raw, 'thumbnail', 'url')
    const price = priceIn(raw['pricing'], 'priceRange', 'start')
    const product = {
      id: raw['id'],
      handle: raw['slug'],
      title: raw['name'],
      description: raw['description'] ?? raw['seoDescription'],
      category: nameIn(raw['category']),
      tags: nodesIn(raw['collections']).flatMap((collection) => nameIn(collection) ?? []),
      price,
      compareAtPrice: above(price, priceIn(raw['pricing'], 'priceRangeUndiscounted', 'start')),
      ...(typeof isAvailable === 'boolean' && { inStock: isAvailable }),
      images: media.length === 0 && thumbnail !== undefined ? [{ url: thumbnail }] : media.map(toImage),
      identifiers: [...new Set(objectsIn(raw['variants']).flatMap(({ sku }) => textOf(sku) ?? []))],
      attributes: grouped(pairsIn(raw['attributes']))
    }
    const variants = objectsIn(raw['variants']).map(toVariant)
    return { product: variants.length === 0 ? product : withVariants(product, variants) }
  }
}

function toVariant (raw: Fields): Fields {
  const price = priceIn(raw['pricing'], 'price')
  const quantity = raw['quantityAvailable']
  return {
    id: textOf(raw['sku']) ?? textOf(raw['id']),
    title: raw['name'],
    options: pairsIn(raw['attributes']).map(([name, value]) => ({ name, value })),
    price,
    compareAtPrice: above(price, priceIn(raw['pricing'], 'priceUndiscounted')),
    inStock: typeof quantity === 'number' ? quantity > 0 : undefined,
    image: textOf(objectsIn(raw['media'])[0]?.['url']),
    identifiers: [textOf(raw['sku'])].filter(Boolean)
  }
}

/** What a shopper pays is gross. */
function priceIn (pricing: unknown, ...way: readonly string[]): Price | undefined {
  const amount = textAt(pricing, ...way, 'gross', 'amount')
  return priceOf(amount === undefined ? undefined : Number(amount), textAt(pricing, ...way, 'gross', 'currency'))
}

function above (price: Price | undefined, before: Price | undefined): Price | undefined {
  return price && before && Number(before.amount) > Number(price.amount) ? before : undefined
}

function pairsIn (attributes: unknown): Array<readonly [string, string]> {
  return objectsIn(attributes).flatMap(({ attribute, values }) =>
    objectsIn(values).flatMap((value) => pairOf(nameIn(attribute), nameIn(value)))
  )
}

function toImage ({ url, alt }: Fields): Fields {
  return { url, ...(textOf(alt) && { alt }) }
}
