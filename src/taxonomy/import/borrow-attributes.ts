import type { AttributeNode, TaxonomyFile } from '../taxonomy-schema.ts'
import { CATEGORY, isWithin, Taxonomy, type Label } from '../taxonomy.ts'

/** Attributes of one taxonomy over the categories of another; those that apply to none of them are left out. */
export function borrowAttributes (from: TaxonomyFile, categories: Taxonomy): AttributeNode[] {
  const source = new Taxonomy(from).labelsOf(CATEGORY)
  return from.attributes.flatMap((attribute) => {
    const found = attribute.appliesTo.flatMap((branch) => meant(branch, source, categories))
    const appliesTo = [...new Set(found)].filter(
      (path, _, all) => !all.some((other) => other !== path && isWithin(path, other))
    )
    return appliesTo.length === 0 ? [] : [{ ...attribute, appliesTo }]
  })
}

/** The branch itself where the other taxonomy has it, else what lies below it, as far as that is known there. */
function meant (branch: string, source: readonly Label[], categories: Taxonomy): string[] {
  const found = named(
    source.find(({ value }) => value === branch),
    categories
  )
  if (found !== undefined) return [found]
  const children = source.filter(
    ({ value }) => value.startsWith(`${branch}/`) && !value.slice(branch.length + 1).includes('/')
  )
  return children.flatMap(({ value }) => meant(value, source, categories))
}

function named (label: Label | undefined, categories: Taxonomy): string | undefined {
  if (!label) return undefined
  const words = [label.value, label.value.split('/').at(-1)!, ...label.synonyms]
  return words.map((word) => categories.resolve(CATEGORY, word)).find((path) => path !== undefined)
}
