import { BadUserInputError, TaxonomyInvalidError } from '../../errors.ts'
import type { AttributeNode, CategoryNode } from '../taxonomy-schema.ts'
import { toTree, type TreeRow } from './category-tree.ts'
import { readGoogleCategories, type CategoryList, type CategoryRow } from './google-categories.ts'
import { readShopifyTaxonomy, type ShopifyTaxonomy } from './import-shopify.ts'
import { promptsOfName, promptsOfSharedName } from './prompts-of-name.ts'

export interface GoogleImport {
  readonly file: string
  /** Branches to take, e.g. `Apparel & Accessories > Clothing`; all where none is given. */
  readonly under: readonly string[]
  /** The same list in other languages, by language tag. Of an English one prompts are made. */
  readonly locales: ReadonlyMap<string, string>
}

export interface ImportedCategories {
  readonly version?: string | undefined
  readonly categories: CategoryNode[]
  /** Those that the list itself has, at paths of its own. */
  readonly attributes: readonly AttributeNode[]
}

type Steps = readonly string[]

/** Throws TAXONOMY_INVALID with file and line, or BAD_USER_INPUT for a branch that is none. */
export async function importGoogle ({ file, under, locales }: GoogleImport): Promise<ImportedCategories> {
  const { version, list, rows, attributes } = await readList(file)
  if (locales.size > 0) assertIds(file, rows)
  const languages = new Map<string, ReadonlyMap<string, Steps>>()
  for (const [locale, other] of locales) languages.set(locale, await stepsById(other))
  const english = [...languages].find(([locale]) => /^en\b/i.test(locale))?.[1]
  const inEnglish = ({ id, steps }: CategoryRow) => english?.get(id ?? '') ?? steps
  const taken = under.length === 0 ? rows : [...new Set(under.flatMap((branch) => branchOf(rows, branch)))]
  const promptsOf = prompter(taken.map(inEnglish))
  const tree = taken.map((row): TreeRow => {
    const names = [...languages].flatMap(
      ([locale, steps]) =>
        steps
          .get(row.id!)
          ?.slice(-1)
          .map((name) => [locale, name] as const) ?? []
    )
    return {
      ...row,
      details: {
        ...words(promptsOf(inEnglish(row))),
        ...ids(row, list),
        ...(names.length > 0 && { names: Object.fromEntries(names) })
      }
    }
  })
  return { version, categories: toTree(tree, file), attributes }
}

/** What a name of several things is made of is recognised in a catalogue, too. */
function words (prompts: string[]): TreeRow['details'] {
  return { prompts, ...(prompts.length > 1 && { synonyms: prompts }) }
}

function ids ({ id }: CategoryRow, list: CategoryList['list']): TreeRow['details'] {
  return id === undefined ? {} : { externalIds: { [list]: id } }
}

async function readList (file: string): Promise<ShopifyTaxonomy> {
  if (/\.json$/i.test(file)) return await readShopifyTaxonomy(file)
  return { ...(await readGoogleCategories(file)), attributes: [] }
}

async function stepsById (file: string): Promise<ReadonlyMap<string, Steps>> {
  const { rows } = await readList(file)
  assertIds(file, rows)
  return new Map(rows.map(({ id, steps }) => [id!, steps]))
}

function assertIds (file: string, [first]: readonly CategoryRow[]): void {
  if (first!.id === undefined) {
    throw new TaxonomyInvalidError(
      file,
      'its lines have no ids, by which names of other languages are found; take the list with ids'
    )
  }
}

function branchOf (rows: readonly CategoryRow[], branch: string): CategoryRow[] {
  const wanted = toKey(branch)
  const found = rows.filter(({ steps }) => `${toKey(steps.join('/'))}/`.startsWith(`${wanted}/`))
  if (found.length === 0) {
    throw new BadUserInputError(
      `--under "${branch}" names no category of the list. Write its whole path, like "Apparel & Accessories > Clothing".`
    )
  }
  return found
}

function toKey (path: string): string {
  return path
    .trim()
    .toLowerCase()
    .replace(/\s*[>/]\s*/g, '/')
}

/** A name that several categories have is told by its parent. */
function prompter (paths: readonly Steps[]): (steps: Steps) => string[] {
  const counts = new Map<string, number>()
  for (const steps of paths) counts.set(steps.at(-1)!, (counts.get(steps.at(-1)!) ?? 0) + 1)
  return (steps) => {
    const [name, parent] = [steps.at(-1)!, steps.at(-2)]
    return parent !== undefined && counts.get(name)! > 1
      ? promptsOfSharedName(name, parent)
      : promptsOfName(name, parent)
  }
}
