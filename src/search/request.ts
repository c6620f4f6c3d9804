import { BadUserInputError, RegionInvalidError, TextTooLongError } from '../errors.ts'
import type { Image, Region } from '../images/image.ts'
import { inspectImage, type ImageLimits } from '../images/inspect-image.ts'
import { partOf } from '../images/region.ts'
import { once } from '../shared/once.ts'
import { toWords } from '../shared/plain-text.ts'
import type { Upload } from '../images/upload.ts'
import { digestOf } from './cursor.ts'
import type { Fusion } from './fusion.ts'
import { handleHash, type KnownPhoto } from './photo-handle.ts'
import { toFilter, type ProductFilter } from './product-filter.ts'
import { receiveMedia, type MediaUploads, type QueryMedia, type QueryMediaLimits } from './query-media.ts'
import type { Sort } from './sort.ts'
import { checkVariety, type Variety } from './variety.ts'

export interface SearchRequest {
  readonly text?: string | undefined
  readonly image?: Upload | undefined
  /** The part of `image` that is meant. Default: all of it. */
  readonly region?: Region | undefined
  /** Handle of a photo of an earlier answer, in place of `image`. */
  readonly photo?: string | undefined
  /** A clip, a document or a sound. */
  readonly media?: MediaUploads | undefined
  /** Id of a product to find more of. */
  readonly like?: string | undefined
  readonly without?: string | undefined
  readonly dimension?: number | undefined
  /** 1 to 100. Default: 10. */
  readonly topK?: number | undefined
  readonly filter?: ProductFilter | undefined
  readonly fusion?: Fusion | undefined
  /** Default: all that is found, alike or not as the service is set. */
  readonly variety?: Variety | undefined
  /** Applied after the cutoff. Default: by relevance. */
  readonly sort?: readonly Sort[] | undefined
  readonly after?: string | undefined
  /** Whether the list ends at the first clear drop in relevance. Default: true. */
  readonly cutoff?: boolean | undefined
  /** Whether the spelling of `text` is put right. Default: true. */
  readonly spelling?: boolean | undefined
  /** Whether phrases of `text` about price, order and what is not wanted become conditions. Default: true. */
  readonly interpret?: boolean | undefined
}

/** A request that can be answered: blank parts left out, the photo looked at, the filter found fit. */
export interface CheckedRequest {
  readonly text?: string | undefined
  readonly image?: Image | undefined
  /** A photo that has been embedded before. */
  readonly photo?: KnownPhoto | undefined
  readonly media: QueryMedia
  readonly like?: string | undefined
  readonly without?: string | undefined
  readonly topK: number
  /** Checked: it can be made a filter of records. */
  readonly wanted: ProductFilter
  readonly sort: readonly Sort[]
  readonly fusion: Fusion
  readonly cutoff: boolean
  readonly spelling: boolean
  readonly interpret: boolean
  readonly variety: Variety
  /** Identity of the ranked list: all that shapes it, and nothing else. */
  readonly digest: () => string
}

/** A request as it is searched for, its text understood. */
export interface UnderstoodRequest extends CheckedRequest {
  /** Words of products that are left out where they are named by them. */
  readonly unwantedWords?: readonly string[] | undefined
  /** The text asks for the order: only what is meant is sorted, and comes first. */
  readonly sortsLikely?: boolean | undefined
}

export interface RequestLimits {
  readonly maxTextLength: number
  readonly image: ImageLimits
  readonly media: QueryMediaLimits
  /** Whether products that hardly differ are shown once, where the request does not say. */
  readonly foldAlike?: boolean
}

const MAX_TOP_K = 100
const DEFAULT_TOP_K = 10
const MAX_SORT_KEYS = 4
/** What normal forms and blanks may take off a text; longer ones are not even brought into normal form. */
const MAX_SHRINKAGE = 10

/** Checks everything that can be checked before a model is called; throws coded errors that say what to do. */
export async function checkRequest (
  request: SearchRequest,
  { maxTextLength, image: imageLimits, media: mediaLimits, foldAlike = false }: RequestLimits,
  photo?: KnownPhoto
): Promise<CheckedRequest> {
  const { fusion = {}, cutoff = true, spelling = true, interpret = true, sort = [] } = request
  const { filter: wanted = {} } = request
  const variety = { ...request.variety, foldAlike: request.variety?.foldAlike ?? foldAlike }
  const like = request.like || undefined
  const text = checkText(request.text, maxTextLength)
  const without = checkText(request.without, maxTextLength)
  const hasSeen = request.image !== undefined || photo !== undefined || hasMedia(request)
  if (without !== undefined && text === undefined && !hasSeen && like === undefined) {
    throw new BadUserInputError(
      '`without` takes away from what is asked. Give at least one of `text`, `imageUpload`, `photo` and `like`, too, or leave products out by `filter.not`.'
    )
  }
  checkWeights(fusion.weights ?? {})
  checkVariety(variety)
  const topK = checkTopK(request.topK)
  if (sort.length > MAX_SORT_KEYS) {
    throw new BadUserInputError(`\`sort\` has ${sort.length} keys; give at most ${MAX_SORT_KEYS}.`)
  }
  const image = await checkPhoto(request, imageLimits)
  const media = await receiveMedia(request.media ?? {}, mediaLimits)
  // The filter of a fixed time: a list goes on though time does. Made here, so that one that cannot be is told now.
  const filter = toFilter(wanted, 0)
  const digest = once(() => digestOf([
    text,
    without,
    like,
    image ? handleHash(image.hash) : photo?.hash,
    request.dimension,
    filter,
    fusion,
    cutoff,
    spelling,
    interpret,
    variety,
    sort,
    ...media.files.map(({ hash }) => hash)
  ]))
  const besideWords = { image, photo, media, like }
  return { text, without, ...besideWords, topK, wanted, sort, fusion, cutoff, spelling, interpret, variety, digest }
}

function hasMedia ({ media = {} }: SearchRequest): boolean {
  return Object.values(media).some((upload) => upload !== undefined)
}

/** Whether nothing is searched for: the products that meet the filter are listed. */
export function isBrowsing ({ text, image, photo, media, like }: CheckedRequest): boolean {
  const hasPhoto = image !== undefined || photo !== undefined
  return text === undefined && !hasPhoto && like === undefined && media.files.length === 0
}

async function checkPhoto (
  { image: upload, photo, region }: SearchRequest,
  limits: ImageLimits
): Promise<Image | undefined> {
  if (upload && photo !== undefined) {
    throw new BadUserInputError('`imageUpload` and `photo` are both given. Give one: the new photo, or the one of before.')
  }
  if (region && !upload) {
    throw new RegionInvalidError(
      'goes with `imageUpload`: a handle given as `photo` keeps what was embedded, not the photo. Send the photo again, with the region'
    )
  }
  const image = upload && (await inspectImage(upload.bytes, limits))
  return image && region ? partOf(image, region) : image
}

/** Blank text counts as absent, as an empty search box does. */
function checkText (text: string | undefined, maxLength: number): string | undefined {
  if (text && text.length > maxLength * MAX_SHRINKAGE) throw new TextTooLongError(text.length, maxLength)
  const trimmed = text && toWords(text.trim())
  if (trimmed && trimmed.length > maxLength) throw new TextTooLongError(trimmed.length, maxLength)
  return trimmed || undefined
}

function checkTopK (topK = DEFAULT_TOP_K): number {
  if (topK < 1 || topK > MAX_TOP_K) {
    throw new BadUserInputError(`\`topK\` is ${topK}; give 1 to ${MAX_TOP_K}, and use \`after\` for more.`)
  }
  return topK
}

function checkWeights (weights: NonNullable<Fusion['weights']>): void {
  for (const [part, weight] of Object.entries(weights)) {
    if (!(weight >= 0 && weight <= 1)) {
      throw new BadUserInputError(`\`fusion.${part.toLowerCase()}\` is ${weight}; give 0 to 1.`)
    }
  }
}
