import { badRow, type CatalogueRow } from '../sources/catalogue-row.ts'
import { categoryPart } from '../sources/json/own-parts.ts'
import type { OnProblem } from '../sources/product-schema.ts'
import { validateProduct } from '../sources/validate-product.ts'
import { isRemote } from '../photos/load-image.ts'

interface ApiAttribute {
  readonly name: string
  readonly values: readonly string[]
}

/** A product as it comes by the API: attributes as a list, and photos by the addresses that the API shows. */
export interface ApiProduct {
  readonly id: string
  readonly attributes?: readonly ApiAttribute[] | undefined
  readonly images?: readonly string[] | undefined
  /** In the order of the photos. */
  readonly imageAlts?: ReadonlyArray<string | null | undefined> | undefined
  readonly videos?: readonly string[] | undefined
  readonly documents?: readonly string[] | undefined
  readonly audio?: readonly string[] | undefined
  readonly variants?: ReadonlyArray<{ readonly image?: string | undefined }> | undefined
  readonly [field: string]: unknown
}

export interface ApiProductOptions {
  /** Address that photos of the shop's own folder begin with; absent where there is no such folder. */
  readonly mediaUrl: string | undefined
  readonly onProblem: OnProblem
}

/** One product as the row of a catalogue file, whose rules hold for it. */
export function toRow (
  line: number,
  { attributes = [], images = [], imageAlts, videos, documents, audio, variants = [], ...rest }: ApiProduct,
  { mediaUrl, onProblem }: ApiProductOptions
): CatalogueRow {
  const usable = (field: string, files: readonly string[]) => files.flatMap((image) => {
    const reference = toReference(image, mediaUrl)
    if (reference === undefined) {
      onProblem(
        field,
        `${image.slice(0, 200)} is no address: give one that begins with https://, or set MEDIA_DIR; it is left out`
      )
    }
    return reference ?? []
  })
  const raw = {
    ...rest,
    ...('category' in rest && { category: categoryPart(rest['category']) }),
    images: usable('images', images),
    ...(imageAlts && { imageAlts: altsByPhoto(images, imageAlts, mediaUrl) }),
    ...(videos && { videos: usable('videos', videos) }),
    ...(documents && { documents: usable('documents', documents) }),
    ...(audio && { audio: usable('audio', audio) }),
    variants: variants.map((variant) => withReference(variant, mediaUrl)),
    attributes: Object.fromEntries(attributes.map(({ name, values }) => [name, values]))
  }
  try {
    return { line, product: validateProduct(raw, onProblem) }
  } catch (error) {
    return badRow(line, (error as Error).message, '', rest.id)
  }
}

function altsByPhoto (
  images: readonly string[],
  alts: ReadonlyArray<string | null | undefined>,
  mediaUrl: string | undefined
): Record<string, string> {
  return Object.fromEntries(images.flatMap((image, i) => {
    const reference = toReference(image, mediaUrl)
    return reference !== undefined && alts[i] ? [[reference, alts[i]]] : []
  }))
}

function withReference<T extends { readonly image?: string | undefined }> (
  variant: T,
  mediaUrl: string | undefined
): T {
  return variant.image === undefined ? variant : { ...variant, image: toReference(variant.image, mediaUrl) }
}

/** The API shows local photos by their address under /media/; a file names them relative to the folder. */
export function toReference (image: string, mediaUrl: string | undefined): string | undefined {
  if (isRemote(image)) return image
  if (mediaUrl === undefined) return undefined
  return image.startsWith(mediaUrl) ? decoded(image.slice(mediaUrl.length)) : image
}

function decoded (path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
