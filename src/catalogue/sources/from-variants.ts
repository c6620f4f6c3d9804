import type { Product, Variant } from '../product.ts'
import { isColorName } from '../../shared/color-name.ts'
import { splitColors } from './values/lists.ts'

/** The product with what only its variants say: the lowest price, whether any can be bought, and all their colors. */
export function fromVariants (product: Product): Product {
  const { variants } = product
  if (variants.length === 0) return product
  const colors = product.colors.length > 0 ? product.colors : colorsOf(variants)
  const lowest = product.price === undefined ? lowestOf(variants) : product
  return {
    ...product,
    color: colors[0],
    colors,
    price: lowest?.price,
    compareAtPrice: lowest?.compareAtPrice,
    inStock: product.inStock ?? anyInStock(variants)
  }
}

function lowestOf (variants: readonly Variant[]): Variant | undefined {
  const priced = variants.flatMap((variant) => variant.price === undefined ? [] : [{ variant, ...variant.price }])
  const same = priced.filter(({ currency }) => currency === priced[0]!.currency)
  return same.sort((a, b) => Number(a.amount) - Number(b.amount))[0]?.variant
}

function anyInStock (variants: readonly Variant[]): boolean | undefined {
  const known = variants.flatMap(({ inStock }) => inStock ?? [])
  return known.length === 0 ? undefined : known.includes(true)
}

/** Spelling aside, a color is one; the first spelling stays. */
function colorsOf (variants: readonly Variant[]): string[] {
  const named = variants.flatMap(({ options }) => options).filter(({ name }) => isColorName(name))
  const colors = new Map<string, string>()
  for (const color of named.flatMap(({ value }) => splitColors(value))) {
    if (!colors.has(color.toLowerCase())) colors.set(color.toLowerCase(), color)
  }
  return [...colors.values()]
}
