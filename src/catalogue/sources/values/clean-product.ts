import type { OnProblem } from '../product-schema.ts'
import { stripHtml } from '../strip-html.ts'
import { wordsOfBlocks } from './editor-js.ts'

const TEXTS = ['title', 'description', 'brand', 'category', 'color'] as const
const LISTS = ['colors', 'tags'] as const

/** Makes plain words of every text of a product, in place: no HTML, no entities, one form of letters. */
export function cleanProduct (product: Record<string, unknown>, onProblem: OnProblem): void {
  cleanTexts(product, TEXTS)
  for (const field of LISTS) product[field] = cleanList(product[field])
  product['attributes'] = cleanAttributes(product['attributes'], onProblem)
  const { variants } = product
  if (Array.isArray(variants)) variants.forEach(cleanVariant)
}

function cleanTexts (record: Record<string, unknown>, fields: readonly string[]): void {
  for (const field of fields) {
    const value = record[field]
    if (typeof value !== 'string') continue
    const text = stripHtml(field === 'description' ? wordsOfBlocks(value) : value)
    // A text of spaces or tags alone says nothing.
    if (text === '') delete record[field]
    else if (text !== value) record[field] = text
  }
}

function cleanList (list: unknown): unknown {
  if (!Array.isArray(list) || list.length === 0 || list.some((one) => typeof one !== 'string')) return list
  return [...new Set((list as string[]).map(stripHtml).filter((one) => one !== ''))]
}

function cleanAttributes (attributes: unknown, onProblem: OnProblem): unknown {
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) return attributes
  const entries = Object.entries(attributes).map(([name, values]) => [stripHtml(name), cleanList(values)] as const)
  const named = entries.filter(([name]) => name !== '' && name !== '__proto__')
  if (named.length < entries.length) {
    onProblem('attributes', 'has a name without words in it, or one that cannot be kept; it is left out')
  }
  return Object.fromEntries(named)
}

function cleanVariant (variant: unknown): void {
  if (typeof variant !== 'object' || variant === null) return
  const record = variant as Record<string, unknown>
  cleanTexts(record, ['title'])
  const { options } = record
  if (Array.isArray(options)) {
    options.forEach((option) => {
      if (typeof option === 'object' && option !== null) {
        cleanTexts(option as Record<string, unknown>, ['name', 'value'])
      }
    })
  }
}
