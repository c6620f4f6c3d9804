import { readFile, stat } from 'node:fs/promises'
import Schema from 'typebox/schema'
import { TaxonomyInvalidError } from '../errors.ts'
import { findProblem } from './taxonomy-problems.ts'
import { taxonomySchema, type TaxonomyFile } from './taxonomy-schema.ts'

/** Ten times the product taxonomy of Shopify. */
const MAX_BYTES = 100e6

const validator = Schema.Compile(taxonomySchema)

/**
 * Reads and checks a taxonomy. Throws TAXONOMY_INVALID naming the place of the mistake, e.g.
 * `attributes.color.labels[3].prompts`.
 */
export async function readTaxonomyFile (file: string): Promise<TaxonomyFile> {
  try {
    const found = await stat(file)
    if (!found.isFile()) throw new TaxonomyInvalidError(file, 'it is no file')
    if (found.size > MAX_BYTES) throw new TaxonomyInvalidError(file, `it has more than ${MAX_BYTES / 1e6} MB`)
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
    throw new TaxonomyInvalidError(source, shapeProblem(raw, errors as unknown as readonly SchemaError[]))
  }
  const problem = findProblem(raw)
  if (problem !== undefined) throw new TaxonomyInvalidError(source, problem)
  return raw
}

interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly message: string
  readonly params: Readonly<Record<string, unknown>>
}

function shapeProblem (raw: unknown, errors: readonly SchemaError[]): string {
  // A property that is not allowed is reported twice; the second names it.
  const { keyword, instancePath, message, params } = errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0]!
  const place = placeOf(raw, instancePath)
  const at = place === '' ? 'the file' : place
  if (keyword === 'required') return `${at} lacks ${String((params['requiredProperties'] as string[])[0])}`
  if (keyword === 'additionalProperties') {
    return `${at} has the unknown property ${String((params['additionalProperties'] as string[])[0])}`
  }
  if (keyword === 'enum') return `${at} must be one of ${(params['allowedValues'] as string[]).join(', ')}`
  return `${at} ${message}`
}

/**
 * `/attributes/0/labels/3/prompts` as `attributes.color.labels[3].prompts`: named parents are easier to find than
 * counted ones.
 */
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
  // The message of the parser quotes the file, which may be another one than was meant.
  if (cause instanceof SyntaxError) return 'it is not JSON'
  return code === 'ENOENT' ? 'there is no such file' : message
}
