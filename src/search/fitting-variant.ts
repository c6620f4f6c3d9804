import { foldText } from '../catalogue/attributes.ts'
import { offeredAt } from '../catalogue/product-prices.ts'
import type { Product, Variant } from '../catalogue/product.ts'
import type { ProductFilter } from './product-filter.ts'

/** What a search says that can tell one variant of a product from the others. */
export interface VariantWish {
  readonly text?: string | undefined
  readonly filter: ProductFilter
  /** Prices are those of this time, in ms. */
  readonly now: number
}

/** How well a variant fits, by what tells most: a code that is named, conditions met, words of its options, stock. */
type Fit = readonly [isNamed: number, conditions: number, words: number, isInStock: number]

/** The variant that words or filter ask for; of equals the first. Undefined where they ask for none. */
export function fittingVariant (product: Product, wish: VariantWish): Variant | undefined {
  const { variants } = offeredAt(product, wish.now)
  const text = wish.text === undefined ? '' : ` ${wordsOf(wish.text)} `
  const conditions = conditionsOf(product, wish.filter)
  const fits = variants.map((variant) => ({ variant, fit: fitOf(variant, text, conditions) }))
  const asked = fits.filter(({ fit: [isNamed, met, words] }) => isNamed + met + words > 0)
  const [best] = asked.sort((a, b) => compare(a.fit, b.fit))
  // The stored variant: prices in an answer are of the time they are read.
  return best && product.variants.find(({ id }) => id === best.variant.id)
}

function fitOf (variant: Variant, text: string, conditions: ReadonlyArray<(variant: Variant) => boolean>): Fit {
  const isNamed = [variant.id, ...variant.identifiers].some((code) => isCode(code) && says(text, code))
  const words = variant.options.filter(({ value }) => says(text, value)).length
  return [
    Number(isNamed),
    conditions.filter((holds) => holds(variant)).length,
    words,
    Number(variant.inStock !== false)
  ]
}

/** Only those that variants of the product can differ in. */
function conditionsOf (
  { variants }: Product,
  { attributes = [], color, price, inStock }: ProductFilter
): Array<(variant: Variant) => boolean> {
  const optionNames = new Set(variants.flatMap(({ options }) => options.map(({ name }) => foldText(name))))
  const byOption = attributes.filter(({ name }) => optionNames.has(foldText(name)))
  return [
    ...byOption.map(
      ({ name, values }) =>
        (variant: Variant) =>
          hasOption(variant, values, name)
    ),
    ...(color ? [(variant: Variant) => hasOption(variant, color)] : []),
    ...(price ? [(variant: Variant) => isWithin(variant, price)] : []),
    ...(inStock === undefined ? [] : [(variant: Variant) => variant.inStock === inStock])
  ]
}

function hasOption ({ options }: Variant, values: readonly string[], wanted?: string): boolean {
  const folded = new Set(values.map(foldText))
  return options.some(
    ({ name, value }) => (wanted === undefined || foldText(name) === foldText(wanted)) && folded.has(foldText(value))
  )
}

function isWithin (
  { price }: Variant,
  { min = 0, max = Infinity, currency }: NonNullable<ProductFilter['price']>
): boolean {
  if (price === undefined || (currency !== undefined && price.currency !== currency)) return false
  return Number(price.amount) >= min && Number(price.amount) <= max
}

/** Ids like `1` or `M` are named by accident. */
function isCode (text: string): boolean {
  return text.length >= 4 && /\d/.test(text)
}

function says (text: string, words: string): boolean {
  const wanted = wordsOf(words)
  return wanted !== '' && text.includes(` ${wanted} `)
}

/** Folded words between single blanks; an apostrophe is no gap, or `women's` would name the size S. */
function wordsOf (text: string): string {
  return foldText(text.replace(/['’]/gu, ''))
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}

function compare (a: Fit, b: Fit): number {
  const place = a.findIndex((value, i) => value !== b[i])
  return place === -1 ? 0 : b[place]! - a[place]!
}
