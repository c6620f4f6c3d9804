import { decodeHTML } from 'entities'
import { MEDIA_EXTENSIONS } from '../../../media/media-extensions.ts'

/** Without empty ones and doubles, in their order. */
export function distinct (values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))]
}

export function split (text: string, separator: RegExp): string[] {
  return text === ''
    ? []
    : distinct(
      decoded(text)
        .split(separator)
        .map((part) => part.trim())
    )
}

/** A `;` of an entity is no separator. */
function decoded (text: string): string {
  return text.includes('&') ? decodeHTML(text) : text
}

const MEDIA_NAMES = Object.values(MEDIA_EXTENSIONS).flat().join('|')
const MEDIA_FILE = new RegExp(`\\.(?:jpe?g|png|webp|gif|avif|tiff?|bmp|heic|${MEDIA_NAMES})(?:[?#][^,]*)?$`, 'i')

/** Photos in one cell: parted by `|`, new lines, `;` or `,`, of which the last two may be part of an address. */
export function splitImages (text: string): string[] {
  if (text === '') return []
  if (text.startsWith('data:')) return [text]
  const parts = decoded(text)
    .split(/[|\n\r]+|[,;]\s*(?=(?:https?:)?\/\/)|\s+(?=https?:\/\/)|[,;]\s+/)
    .map((part) => part.trim())
    .filter(Boolean)
  return distinct(parts.flatMap((part) => splitAtCommas(part)).map(toAddress))
}

/** `a.jpg,b.jpg` and `a.jpg / b.jpg` are two files, `w_500,h_500/a.jpg` is one address. */
function splitAtCommas (text: string): string[] {
  const parts = text.split(/[,;]|\s\/\s/).map((part) => part.trim())
  return parts.length > 1 && parts.every((part) => MEDIA_FILE.test(part)) ? parts : [text]
}

/** A browser takes `//cdn.shop.example` for an address of the page's own scheme. */
export function toAddress (reference: string): string {
  if (reference.startsWith('//')) return `https:${reference}`
  return /^www\.[\w-]+\./i.test(reference) ? `https://${reference}` : reference
}

/** Separators within a name that are part of it stand as `&`, since `/` parts the steps of a path. */
function toPath (text: string, separator: RegExp): string {
  const plain = decoded(text)
  const steps = plain.split(plain.includes('>') ? />/ : separator)
  return steps
    .map((step) => step.trim().replace(/\s*\/\s*/g, ' & '))
    .filter(Boolean)
    .join('/')
}

/** Of several categories the deepest says most; the first of equals. */
export function deepestPath (
  texts: readonly string[],
  { category = />|\//, categories }: { readonly category?: RegExp; readonly categories?: RegExp } = {}
): string {
  // A bare number is Google's code, which says nothing to a shopper.
  const named = texts
    .flatMap((text) => splitCategories(text, categories))
    .filter((text) => !/^\d+$/.test(text.trim()))
  const paths = named.map((text) => toPath(text, category))
  return paths.reduce(
    (best, path) => (path.split('/').length > best.split('/').length || best === '' ? path : best),
    ''
  )
}

/** A comma within a name parts nothing: with `>` in the cell each part has one. */
function splitCategories (text: string, separator: RegExp | undefined): string[] {
  if (separator === undefined || text === '') return [text]
  const parts = decoded(text)
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean)
  return separator.source.includes('>') && !parts.every((part) => part.includes('>')) ? [text] : parts
}

/** `cotton; linen`, `S|M` and `["cotton","linen"]` are lists; a comma may be part of the value. */
export function splitValues (cell: string): string[] {
  if (/^https?:/.test(cell)) return [cell]
  return textsOfJson(cell) ?? split(cell, /\s*[;|]\s*/)
}

/** Undefined for what is no list of texts. */
function textsOfJson (cell: string): string[] | undefined {
  if (!/^\[\s*".*"\s*\]$/s.test(cell)) return undefined
  try {
    const list = JSON.parse(cell) as unknown[]
    return list.every((one) => typeof one === 'string') ? distinct(list.map((one) => one.trim())) : undefined
  } catch {
    // Brackets that people write.
    return undefined
  }
}

/** `Red/White`, `red; blue` and `Red, Blue` are two colors each. */
export function splitColors (text: string): string[] {
  return split(text, /\s*[/,;|]\s*/)
}
