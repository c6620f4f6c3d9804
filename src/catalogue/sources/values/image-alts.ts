import { cutText } from '../../../shared/cut-text.ts'
import { MAX_ALT, MAX_IMAGES, type OnProblem } from '../product-schema.ts'
import { quoteValue } from '../quote-value.ts'
import { stripHtml } from '../strip-html.ts'

const ADDRESS = ['url', 'src', 'link'] as const

/** The address in an object like `{"url"}`; anything else as it is. */
export function addressOf (file: unknown): unknown {
  if (typeof file !== 'object' || file === null) return file
  return ADDRESS.map((name) => (file as Record<string, unknown>)[name]).find((one) => typeof one === 'string') ?? file
}

/** Photos given as objects, `{"url","alt"}`, as addresses and texts apart; in place. */
export function namedPhotos (given: Record<string, unknown>): void {
  const { images, imageAlts } = given
  if (!Array.isArray(images) || !images.some((one) => typeof one === 'object' && one !== null)) return
  const alts = new Map<string, unknown>()
  given['images'] = images.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) return one
    const address = addressOf(one)
    const { alt } = one as Record<string, unknown>
    if (typeof address === 'string' && typeof alt === 'string') alts.set(address, alt)
    return address
  })
  if (imageAlts === undefined && alts.size > 0) given['imageAlts'] = Object.fromEntries(alts)
}

/**
 * Texts of photos by photo, whether they came so or as a list in the order of the photos; in place. Those of photos
 * that the product does not have say nothing.
 */
export function placeAlts (product: Record<string, unknown>, onProblem: OnProblem): void {
  const { images, imageAlts } = product
  if (imageAlts === undefined) return
  delete product['imageAlts']
  const photos = (Array.isArray(images) ? (images as unknown[]) : []).filter((one) => typeof one === 'string')
  if (typeof imageAlts !== 'object') {
    onProblem('imageAlts', `must be a list of texts or an object by photo, got ${quoteValue(imageAlts)}; it is left out`)
    return
  }
  const alts = new Map<string, string>()
  for (const [i, photo] of photos.slice(0, MAX_IMAGES).entries()) {
    const given = (imageAlts as Record<string, unknown>)[Array.isArray(imageAlts) ? String(i) : photo]
    const text = typeof given === 'string' ? stripHtml(given) : ''
    if (text !== '' && !alts.has(photo)) alts.set(photo, within(text, onProblem))
  }
  if (alts.size > 0) product['imageAlts'] = Object.fromEntries(alts)
}

function within (text: string, onProblem: OnProblem): string {
  if (text.length <= MAX_ALT) return text
  onProblem('imageAlts', `has ${text.length} characters for one photo and is cut to ${MAX_ALT}`)
  return cutText(text, MAX_ALT).trimEnd()
}
