import type { MercuriusContext } from 'mercurius'
import { offeredAt, priceRangeOf } from '../catalogue/product-prices.ts'
import type { Product, Variant } from '../catalogue/product.ts'
import type { Media, MatchedViewResolvers, ProductResolvers, VariantResolvers } from './types.generated.ts'

/** Paths of local photos as addresses of the service; other addresses stay. */
type Placing = (url: string) => string

export const productFields: ProductResolvers = {
  price: (product) => offeredAt(product, Date.now()).price,
  compareAtPrice: (product) => offeredAt(product, Date.now()).compareAtPrice,
  priceRange: (product) => priceRangeOf(offeredAt(product, Date.now())),
  images: ({ images }, _args, { app }) => images.map(app.placePhoto),
  media: (product, _args, { app }) => mediaOf(product, app.placePhoto),
  attributes: ({ attributes }) => Object.entries(attributes).map(([name, values]) => ({ name, values })),
  variants: (product) => offeredAt(product, Date.now()).variants
}

export const variantFields: VariantResolvers = {
  image: ({ image }, _args, { app }) => image && app.placePhoto(image)
}

export const matchedView: MatchedViewResolvers = {
  imageUrl: ({ imageUrl }, _args, { app }) => imageUrl && app.placePhoto(imageUrl),
  mediaUrl: ({ mediaUrl }, _args, { app }) => mediaUrl && app.placePhoto(mediaUrl)
}

/** Evidence and entries of reviews, which show a photo of a product. */
export const reviewedPhoto = {
  imageUrl: (
    { imageUrl }: { readonly imageUrl?: string | null | undefined },
    _args: unknown,
    { app }: MercuriusContext
  ) => imageUrl && app.placePhoto(imageUrl)
}

function mediaOf (product: Product, place: Placing): Media[] {
  const images = product.images.map((image, i): Media => {
    const [width, height] = product.imageSizes?.[i] ?? []
    return { kind: 'IMAGE', url: place(image), alt: product.imageAlts?.[image] ?? altOf(product, image), width, height }
  })
  const { videos = [], documents = [], audio = [] } = product
  const others = (kind: Media['kind'], files: readonly string[]) =>
    files.map((file): Media => ({ kind, url: place(file), alt: altOf(product, file) }))
  return [...images, ...others('VIDEO', videos), ...others('DOCUMENT', documents), ...others('AUDIO', audio)]
}

/** The name, and what the variants on the photo have in common. */
function altOf ({ title, brand, id, variants }: Product, image: string): string {
  const onPhoto = variants.filter((variant) => variant.image === image)
  const common =
    onPhoto[0]?.options.filter(({ name, value }) => onPhoto.every((variant) => hasOption(variant, name, value))) ?? []
  return [title ?? brand ?? id, ...common.map(({ value }) => value)].join(', ')
}

function hasOption ({ options }: Variant, name: string, value: string): boolean {
  return options.some((option) => option.name === name && option.value === value)
}
