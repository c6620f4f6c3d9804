import type { Fields, JsonShop } from './json-shop.ts'
import { grouped, minorPriceOf, nameIn, objectsIn, pairOf, textAt, textOf, withVariants } from './json-values.ts'

/** Products as GraphQL of Vendure answers them; the id is the slug, as in its CSV. */
export const vendureJson: JsonShop = {
  name: 'Vendure',
  recognises: (raw) =>
    typeof raw['slug'] === 'string' &&
    ('featuredAsset' in raw || objectsIn(raw['variants']).some((variant) => 'priceWithTax' in variant || 'stockLevel' in variant)),
  idOf: ({ slug }) => slug,
  read: (raw, currency) => {
    if (raw['enabled'] === false) return { withdrawn: 'it is disabled' }
    const facets = objectsIn(raw['facetValues']).flatMap(({ name, facet }) => pairOf(nameIn(facet), name))
    const isBrand = ([name]: readonly [string, string]) => /^brand$/i.test(name)
    const variants = objectsIn(raw['variants']).filter(({ enabled }) => enabled !== false)
    const photos = [raw['featuredAsset'], ...objectsIn(raw['assets'])].map(photoOf)
    const product = {
      id: raw['slug'],
      handle: raw['slug'],
      title: raw['name'],
      description: raw['description'],
      brand: facets.find(isBrand)?.[1],
      category: objectsIn(raw['collections']).flatMap((collection) => nameIn(collection) ?? []).at(-1),
      images: [...new Set(photos.filter(Boolean))],
      identifiers: [...new Set(variants.flatMap(({ sku }) => textOf(sku) ?? []))],
      attributes: grouped(facets.filter((facet) => !isBrand(facet)))
    }
    return { product: withVariants(product, variants.map((variant) => toVariant(variant, raw, currency))) }
  }
}

function toVariant (raw: Fields, product: Fields, currency: string | undefined): Fields {
  const groups = objectsIn(product['optionGroups'])
  const code = textOf(raw['currencyCode']) ?? currency
  return {
    id: textOf(raw['sku']) ?? textOf(raw['id']),
    title: raw['name'],
    options: objectsIn(raw['options'])
      .flatMap(({ name, group }, i) => pairOf(nameIn(group) ?? nameIn(groups[i]), name))
      .map(([name, value]) => ({ name, value })),
    price: minorPriceOf(raw['priceWithTax'] ?? raw['price'], code),
    inStock: inStockOf(raw),
    image: photoOf(raw['featuredAsset']),
    identifiers: [textOf(raw['sku'])].filter(Boolean)
  }
}

/** A word for shoppers, a number for those who run the shop. */
function inStockOf ({ stockLevel, stockOnHand, trackInventory }: Fields): boolean | undefined {
  if (trackInventory === 'FALSE' || trackInventory === false) return true
  const level = textOf(stockLevel) ?? textOf(stockOnHand)
  if (level === undefined) return undefined
  return /^-?\d+$/.test(level) ? Number(level) > 0 : level !== 'OUT_OF_STOCK'
}

function photoOf (asset: unknown): string | undefined {
  return textAt(asset, 'preview') ?? textAt(asset, 'source')
}
