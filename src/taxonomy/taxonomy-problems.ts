import type { AttributeNode, CategoryNode, TaxonomyFile } from './taxonomy-schema.ts'

/** Mistakes that a schema cannot see: names given twice and paths that lead nowhere. The first one, or undefined. */
export function findProblem ({ categories, attributes }: TaxonomyFile): string | undefined {
  const paths = new Set(pathsOf(categories))
  return duplicateCategory(categories, 'categories') ??
    (leafCount(categories) < 2 ? 'categories has one leaf only; there is nothing to choose from' : undefined) ??
    reserved(attributes) ??
    duplicate(attributes.map(({ name }) => name), (i) => `attributes[${i}].name`) ??
    attributes.map((attribute) => attributeProblem(attribute, paths)).find((problem) => problem !== undefined)
}

/** The category is asked like an attribute, under this name. */
function reserved (attributes: readonly AttributeNode[]): string | undefined {
  const i = attributes.findIndex(({ name }) => name.toLowerCase() === 'category')
  return i < 0 ? undefined : `attributes[${i}].name is "${attributes[i]!.name}", which every taxonomy has already`
}

function attributeProblem ({ name, appliesTo, labels }: AttributeNode, paths: ReadonlySet<string>): string | undefined {
  const lost = appliesTo.findIndex((path) => !paths.has(path))
  if (lost >= 0) return `attributes.${name}.appliesTo[${lost}] names no category: "${appliesTo[lost]}"`
  return duplicate(labels.map(({ value }) => value), (i) => `attributes.${name}.labels[${i}].value`)
}

function duplicateCategory (nodes: readonly CategoryNode[], place: string): string | undefined {
  const own = duplicate(nodes.map(({ name }) => name), (i) => `${place}[${i}].name`)
  if (own !== undefined) return own
  for (const { name, children = [] } of nodes) {
    const problem = duplicateCategory(children, `${place}.${name}.children`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function duplicate (values: readonly string[], place: (i: number) => string): string | undefined {
  const seen = new Set<string>()
  const i = values.findIndex((value) => seen.size === seen.add(value.toLowerCase()).size)
  return i < 0 ? undefined : `${place(i)} is given twice: "${values[i]}"`
}

function leafCount (nodes: readonly CategoryNode[]): number {
  return nodes.reduce((count, { children }) => count + (children ? leafCount(children) : 1), 0)
}

function pathsOf (nodes: readonly CategoryNode[], parent = ''): string[] {
  return nodes.flatMap(({ name, children = [] }) => [parent + name, ...pathsOf(children, `${parent}${name}/`)])
}
