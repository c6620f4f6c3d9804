import type { Price } from '../../product.ts'
import type { Fields, JsonShop } from './json-shop.ts'
import { isObject, nameIn, nodesIn, pairOf, priceBefore, priceOf, textAt, textOf, withVariants } from './json-values.ts'

/** Products as the GraphQL APIs of Shopify answer them; the id is the handle, as in its CSV. */
export const shopifyGraphql: JsonShop = {
  name: 'Shopify GraphQL',
  recognises: (raw) =>
    typeof raw['handle'] === 'string' &&
    ['descriptionHtml', 'productType', 'priceRange', 'priceRangeV2', 'availableForSale', 'totalInventory'].some((field) => field in raw),
  idOf: ({ handle }) => handle,
  read: (raw, currency) => {
    const status = textOf(raw['status']) ?? 'ACTIVE'
    if (status !== 'ACTIVE') return { withdrawn: `it is not published (its status is ${status.toLowerCase()})` }
    const sold = nodesIn(raw['variants'])
    const range = raw['priceRange'] ?? raw['priceRangeV2']
    const lowest = isObject(range) ? moneyOf(range['minVariantPrice'], currency) : undefined
    const photos = [raw['featuredImage'], ...nodesIn(raw['images'])].filter(isObject)
    const product = {
      id: raw['handle'],
      handle: raw['handle'],
      title: raw['title'],
      description: raw['descriptionHtml'] ?? raw['description'],
      brand: raw['vendor'],
      category: nameIn(raw['category']) ?? raw['productType'],
      tags: raw['tags'],
      url: raw['onlineStoreUrl'],
      price: lowest,
      ...(typeof raw['availableForSale'] === 'boolean' && { inStock: raw['availableForSale'] }),
      images: photos.map((photo) => ({ url: addressOf(photo), ...(textOf(photo['altText']) && { alt: photo['altText'] }) })),
      identifiers: [...new Set(sold.flatMap(({ sku, barcode }) => [textOf(sku), textOf(barcode)]).filter(Boolean))]
    }
    const variants = sold.map((variant) => toVariant(variant, moneyCode(range) ?? currency))
    return { product: variants.length === 0 ? product : withVariants(product, variants) }
  }
}

function toVariant (raw: Fields, currency: string | undefined): Fields {
  const price = moneyOf(raw['price'] ?? raw['priceV2'], currency)
  const { availableForSale: isSold, inventoryQuantity: quantity, inventoryPolicy: policy } = raw
  const isThere = typeof quantity === 'number' ? quantity > 0 || policy === 'CONTINUE' : undefined
  return {
    id: textOf(raw['sku']) ?? textOf(raw['id']),
    title: raw['title'],
    options: nodesIn(raw['selectedOptions'])
      .flatMap(({ name, value }) => pairOf(name, value))
      .filter(([, value]) => value !== 'Default Title')
      .map(([name, value]) => ({ name, value })),
    price,
    compareAtPrice: priceBefore(textAt(raw['compareAtPrice'], 'amount') ?? raw['compareAtPrice'], price),
    inStock: typeof isSold === 'boolean' ? isSold : isThere,
    image: isObject(raw['image']) ? addressOf(raw['image']) : undefined,
    identifiers: [textOf(raw['sku']), textOf(raw['barcode'])].filter(Boolean)
  }
}

/** `{"amount":"99.0","currencyCode":"EUR"}`, or the amount alone, with a point for cents. */
function moneyOf (value: unknown, currency: string | undefined): Price | undefined {
  const amount = isObject(value) ? textOf(value['amount']) : textOf(value)
  return priceOf(amount === undefined ? undefined : Number(amount), moneyCode(value) ?? currency)
}

function moneyCode (value: unknown): string | undefined {
  return textAt(value, 'currencyCode') ?? textAt(value, 'minVariantPrice', 'currencyCode')
}

function addressOf (photo: Fields): string | undefined {
  return textOf(photo['url']) ?? textOf(photo['src']) ?? textOf(photo['originalSrc'])
}
