import type { JsonShop, Fields } from './json-shop.ts'
import { objectsIn, priceBefore, priceOf, textOf } from './json-values.ts'

/** What Shopify calls the one variant of a product without any. */
const ONLY_VARIANT = 'Default Title'

/**
 * Products as `/products.json` of a shop and the REST Admin API of Shopify write them; the id is the handle, as in its
 * CSV.
 */
export const shopifyJson: JsonShop = {
  name: 'Shopify',
  recognises: ({ handle, variants, body_html: html, product_type: type }) =>
    typeof handle === 'string' && Array.isArray(variants) && (html !== undefined || type !== undefined),
  idOf: ({ handle }) => handle,
  read: (raw, currency) => {
    const status = textOf(raw['status']) ?? 'active'
    if (status !== 'active') return { withdrawn: `it is not published (its status is ${status})` }
    if (raw['published_at'] === null) return { withdrawn: 'it is not published (published_at is null)' }
    const options = objectsIn(raw['options']).map(({ name }) => textOf(name) ?? '')
    const sold = objectsIn(raw['variants'])
    const [first] = sold
    const isOnly = sold.length === 1 && (first!['title'] === ONLY_VARIANT || first!['option1'] === ONLY_VARIANT)
    const price = priceOf(first?.['price'], currency)
    const tags = raw['tags']
    return {
      product: {
        id: raw['handle'],
        handle: raw['handle'],
        title: raw['title'],
        description: raw['body_html'],
        brand: raw['vendor'],
        category: raw['product_type'],
        tags: typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()).filter(Boolean) : tags,
        images: objectsIn(raw['images']).map(({ src, alt }) => ({ url: src, ...(textOf(alt) && { alt }) })),
        identifiers: [...new Set(sold.flatMap(({ sku, barcode }) => [textOf(sku), textOf(barcode)]).filter(Boolean))],
        ...(isOnly
          ? { price, compareAtPrice: priceBefore(first!['compare_at_price'], price), inStock: inStockOf(first!) }
          : { variants: sold.map((variant) => toVariant(variant, { options, currency })) })
      }
    }
  }
}

function toVariant (
  variant: Fields,
  { options, currency }: { readonly options: readonly string[]; readonly currency: string | undefined }
): Fields {
  const price = priceOf(variant['price'], currency)
  const photo = variant['featured_image'] as Fields | null | undefined
  return {
    id: textOf(variant['sku']) ?? textOf(variant['id']),
    title: variant['title'],
    options: options.flatMap((name, i) => {
      const value = textOf(variant[`option${i + 1}`])
      return name === '' || value === undefined ? [] : [{ name, value }]
    }),
    price,
    compareAtPrice: priceBefore(variant['compare_at_price'], price),
    inStock: inStockOf(variant),
    image: photo?.['src'],
    identifiers: [textOf(variant['sku']), textOf(variant['barcode'])].filter(Boolean)
  }
}

/** The shop's page says `available`, the Admin API how many there are, and whether they are counted. */
function inStockOf (variant: Fields): boolean | undefined {
  const { available, inventory_quantity: quantity, inventory_policy: policy, inventory_management: counted } = variant
  if (typeof available === 'boolean') return available
  if (typeof quantity !== 'number') return undefined
  return quantity > 0 || policy === 'continue' || counted === null
}
