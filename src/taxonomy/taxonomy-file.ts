import { readFile } from 'node:fs/promises'
import Type from 'typebox'
import Schema from 'typebox/schema'
import { TaxonomyInvalidError } from '../errors.ts'
import { findFault } from './taxonomy-problems.ts'

const text = Type.String({ minLength: 1, maxLength: 200 })
const texts = Type.Array(text, { minItems: 1, maxItems: 50 })
const names = Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), text))
const described = {
  /** What the model is asked for. Default: the name and its synonyms. */
  prompts: Type.Optional(texts),
  /** Other words that shops use for it; a catalogue's own values are recognised by them. */
  synonyms: Type.Optional(texts),
  /** To show, by BCP 47 language tag. */
  names,
  /** What it is in lists of others, by the list: `{ "google": "1604" }` is Google's product category. */
  externalIds: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }), text))
}
const closed = { additionalProperties: false }

const categorySchema = Type.Cyclic({
  Category: Type.Object({
    // A step of a path may not hold what separates them.
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^/]+$' }),
    ...described,
    children: Type.Optional(Type.Array(Type.Ref('Category'), { minItems: 1 }))
  }, closed)
}, 'Category')

const labelSchema = Type.Object({ value: Type.String({ minLength: 1, maxLength: 100 }), ...described }, closed)

const attributeSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  type: Type.Enum(['ONE_OF', 'MANY_OF']),
  names,
  /** Paths of categories; what is below them is meant too. */
  appliesTo: Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { minItems: 1, maxItems: 1000 }),
  labels: Type.Array(labelSchema, { minItems: 2, maxItems: 5000 }),
  /** Confidence from which a value is assigned, instead of the learned one. */
  threshold: Type.Optional(Type.Number({ minimum: 0, maximum: 1 }))
}, closed)

const taxonomySchema = Type.Object({
  name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,50}$' }),
  version: text,
  /** Sentences that prompts are put into, at `{}`; a label's embedding is the mean over them. */
  templates: Type.Optional(Type.Array(Type.String({ pattern: '\\{\\}', maxLength: 200 }), { minItems: 1, maxItems: 20 })),
  categories: Type.Array(categorySchema, { minItems: 1 }),
  attributes: Type.Array(attributeSchema),
  /** Confidence from which a category is assigned, instead of the learned one. */
  threshold: Type.Optional(Type.Number({ minimum: 0, maximum: 1 }))
}, closed)

export type TaxonomyFile = Type.Static<typeof taxonomySchema>
export type CategoryNode = Type.Static<typeof categorySchema>
export type AttributeNode = Type.Static<typeof attributeSchema>

const validator = Schema.Compile(taxonomySchema)

/** Reads and checks a taxonomy. Throws TAXONOMY_INVALID naming the place of the mistake, e.g. `attributes.color.labels[3].prompts`. */
export async function readTaxonomyFile (file: string): Promise<TaxonomyFile> {
  try {
    return checkTaxonomy(JSON.parse(await readFile(file, 'utf8')), file)
  } catch (cause) {
    if (cause instanceof TaxonomyInvalidError) throw cause
    throw new TaxonomyInvalidError(file, describe(cause), { cause })
  }
}

/** The same for parsed JSON; `source` is named in the message. */
export function checkTaxonomy (raw: unknown, source: string): TaxonomyFile {
  if (!validator.Check(raw)) {
    const [, errors] = validator.Errors(raw)
    throw new TaxonomyInvalidError(source, shapeFault(raw, errors as unknown as readonly SchemaError[]))
  }
  const fault = findFault(raw)
  if (fault !== undefined) throw new TaxonomyInvalidError(source, fault)
  return raw
}

interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly message: string
  readonly params: Readonly<Record<string, unknown>>
}

function shapeFault (raw: unknown, errors: readonly SchemaError[]): string {
  // A property that is not allowed is reported twice; the second names it.
  const { keyword, instancePath, message, params } = errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0]!
  const place = placeOf(raw, instancePath)
  const at = place === '' ? 'the file' : place
  if (keyword === 'required') return `${at} lacks ${String((params['requiredProperties'] as string[])[0])}`
  if (keyword === 'additionalProperties') return `${at} has the unknown property ${String((params['additionalProperties'] as string[])[0])}`
  if (keyword === 'enum') return `${at} must be one of ${(params['allowedValues'] as string[]).join(', ')}`
  return `${at} ${message}`
}

/** `/attributes/0/labels/3/prompts` as `attributes.color.labels[3].prompts`: named parents are easier to find than counted ones. */
function placeOf (raw: unknown, instancePath: string): string {
  let value: unknown = raw
  let place = ''
  for (const step of instancePath.split('/').slice(1)) {
    const isList = Array.isArray(value)
    value = (value as Record<string, unknown> | undefined)?.[step]
    const name = (value as { name?: unknown } | undefined)?.name
    if (!isList) place += place === '' ? step : `.${step}`
    else place += typeof name === 'string' ? `.${name}` : `[${step}]`
  }
  return place
}

function describe (cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  if (cause instanceof SyntaxError) return `it is not JSON: ${message}`
  return code === 'ENOENT' ? 'there is no such file' : message
}
