import { TaxonomyInvalidError } from '../../errors.ts'
import { checkTaxonomy, readTaxonomyFile } from '../taxonomy-file.ts'
import type { AttributeNode, CategoryNode, TaxonomyFile } from '../taxonomy-schema.ts'
import { CATEGORY, Taxonomy } from '../taxonomy.ts'
import { borrowAttributes } from './borrow-attributes.ts'
import { importGoogle } from './import-google.ts'
import { importSpreadsheet, type Sheet } from './import-spreadsheet.ts'

export interface TaxonomyImport {
  readonly file: string
  readonly from: 'google' | 'shopify' | 'csv'
  readonly name: string
  /** Default: that of the file, else 1. */
  readonly version?: string | undefined
  readonly under: readonly string[]
  readonly locales: ReadonlyMap<string, string>
  /** A taxonomy or a table whose attributes are taken, too. */
  readonly attributesOf?: string | undefined
}

/** One sentence: an imported taxonomy has thousands of labels, and each costs a call to the model for each sentence. */
const TEMPLATES = ['a photo of {}']

/**
 * A whole and checked taxonomy. Throws TAXONOMY_INVALID with file and place, CATALOGUE_FILE_INVALID or BAD_USER_INPUT.
 */
export async function importTaxonomy (options: TaxonomyImport): Promise<TaxonomyFile> {
  const { file, from, name, attributesOf } = options
  const listed = from === 'csv' ? undefined : await importGoogle(options)
  const { version, categories, threshold, attributes } =
    listed === undefined ? await fromSheet(file) : { ...listed, threshold: undefined, attributes: [] }
  const head = {
    name,
    version: options.version ?? version ?? '1',
    templates: TEMPLATES,
    ...(threshold !== undefined && { threshold })
  }
  const known = new Taxonomy(checkTaxonomy({ ...head, categories, attributes: [] }, file))
  const own = [...placed(attributes, known, categories, file), ...taken(listed?.attributes ?? [], known)]
  const borrowed = attributesOf === undefined ? [] : await attributesFrom(attributesOf, known, categories)
  const isOwn = new Set(own.map(({ name }) => name))
  return checkTaxonomy(
    { ...head, categories, attributes: [...own, ...borrowed.filter(({ name }) => !isOwn.has(name))] },
    file
  )
}

export function isSpreadsheet (file: string): boolean {
  return /\.(csv|tsv)(\.gz)?$/i.test(file)
}

async function fromSheet (file: string): Promise<Sheet & { version: undefined }> {
  const sheet = await importSpreadsheet(file)
  if (sheet.categories.length === 0) {
    throw new TaxonomyInvalidError(
      file,
      'it has no rows of the attribute "category"; add them, or import categories and give this file as --attributes-of'
    )
  }
  return { ...sheet, version: undefined }
}

async function attributesFrom (
  file: string,
  known: Taxonomy,
  categories: readonly CategoryNode[]
): Promise<AttributeNode[]> {
  if (!isSpreadsheet(file)) return borrowAttributes(await readTaxonomyFile(file), known)
  return placed((await importSpreadsheet(file)).attributes, known, categories, file)
}

/** At the categories that were taken of the list. */
function taken (attributes: readonly AttributeNode[], known: Taxonomy): AttributeNode[] {
  const paths = new Set(known.labelsOf(CATEGORY).map(({ value }) => value))
  return attributes.flatMap((attribute) => {
    const appliesTo = attribute.appliesTo.filter((path) => paths.has(path))
    return appliesTo.length === 0 ? [] : [{ ...attribute, appliesTo }]
  })
}

/** With paths of the taxonomy's own; an attribute that names no category applies to all. */
function placed (
  attributes: Sheet['attributes'],
  known: Taxonomy,
  categories: readonly CategoryNode[],
  file: string
): AttributeNode[] {
  return attributes.map(({ lines, appliesTo, ...attribute }) => {
    const paths = appliesTo.map((path) => {
      const found = known.resolve(CATEGORY, path)
      if (found === undefined) {
        throw new TaxonomyInvalidError(
          file,
          `line ${lines.get(path)} names the category "${path}", which there is none of; add it as a row of the attribute "category" or correct it`
        )
      }
      return found
    })
    return { ...attribute, appliesTo: paths.length > 0 ? [...new Set(paths)] : categories.map(({ name }) => name) }
  })
}
