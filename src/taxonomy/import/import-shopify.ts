import { readFile } from 'node:fs/promises'
import Type from 'typebox'
import Schema from 'typebox/schema'
import { TaxonomyInvalidError } from '../../errors.ts'
import type { AttributeNode } from '../taxonomy-schema.ts'
import type { CategoryList } from './google-categories.ts'

const text = Type.String({ minLength: 1 })
const fileSchema = Type.Object({
  version: Type.Optional(text),
  verticals: Type.Array(
    Type.Object({
      categories: Type.Array(
        Type.Object({
          id: text,
          full_name: text,
          attributes: Type.Optional(Type.Array(Type.Object({ id: text })))
        })
      )
    }),
    { minItems: 1 }
  ),
  attributes: Type.Optional(
    Type.Array(Type.Object({ id: text, name: text, values: Type.Optional(Type.Array(Type.Object({ name: text }))) }))
  )
})

type ShopifyFile = Type.Static<typeof fileSchema>

const validator = Schema.Compile(fileSchema)
/** What a taxonomy takes at most of an attribute. */
const MAX_LABELS = 5000
const MAX_BRANCHES = 1000

export interface ShopifyTaxonomy extends CategoryList {
  /** Those with at least two values, at the categories that have them. */
  readonly attributes: readonly AttributeNode[]
}

/**
 * Shopify's product taxonomy in its JSON form (`taxonomy.json`; `categories.json` has no values of attributes). Throws
 * TAXONOMY_INVALID.
 */
export async function readShopifyTaxonomy (file: string): Promise<ShopifyTaxonomy> {
  const { version, verticals, attributes = [] } = await readJson(file)
  const categories = verticals.flatMap((vertical) => vertical.categories)
  const rows = categories.map(({ id, full_name: name }, i) => ({ line: i + 1, id: shortId(id), steps: stepsOf(name) }))
  const places = new Map<string, string[]>()
  for (const { full_name: name, attributes: own = [] } of categories) {
    for (const { id } of own) places.set(id, [...(places.get(id) ?? []), stepsOf(name).join('/')])
  }
  return { version, list: 'shopify', rows, attributes: attributes.flatMap((attribute) => toAttribute(attribute, places)) }
}

/** `gid://shopify/TaxonomyCategory/aa-1` as `aa-1`. */
function shortId (id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

/** A step must not hold what separates those of our paths. */
function stepsOf (name: string): string[] {
  return name.split('>').map((step) => step.trim().replaceAll('/', '-'))
}

function toAttribute (
  { id, name, values = [] }: NonNullable<ShopifyFile['attributes']>[number],
  places: ReadonlyMap<string, readonly string[]>
): AttributeNode[] {
  const all = places.get(id) ?? []
  // What lies below a branch is meant by it.
  const known = new Set(all)
  const appliesTo = all.filter((path) => !above(path).some((branch) => known.has(branch))).slice(0, MAX_BRANCHES)
  const labels = [...new Set(values.map((value) => value.name.toLowerCase()))].slice(0, MAX_LABELS)
  if (appliesTo.length === 0 || labels.length < 2) return []
  return [{ name: name.toLowerCase(), type: 'MANY_OF', appliesTo, labels: labels.map((value) => ({ value })) }]
}

function above (path: string): string[] {
  const steps = path.split('/')
  return steps.slice(1).map((_, i) => steps.slice(0, i + 1).join('/'))
}

async function readJson (file: string): Promise<ShopifyFile> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new TaxonomyInvalidError(file, cause instanceof Error ? cause.message : String(cause), { cause })
  }
  if (!validator.Check(value)) {
    throw new TaxonomyInvalidError(
      file,
      "it is not Shopify's taxonomy; take dist/en/taxonomy.json or dist/en/categories.txt of its product-taxonomy"
    )
  }
  return value
}
