import { TaxonomyInvalidError } from '../../errors.ts'
import type { AttributeNode, CategoryNode } from '../taxonomy-schema.ts'
import { CATEGORY } from '../taxonomy.ts'
import { toTree } from './category-tree.ts'
import { promptsOfName } from './prompts-of-name.ts'
import { readSpreadsheet, type SheetRow } from './read-spreadsheet.ts'

/** An attribute whose categories are as the table writes them. */
interface SheetAttribute extends AttributeNode {
  /** Where the table names each of its categories. */
  readonly lines: ReadonlyMap<string, number>
}

export interface Sheet {
  readonly categories: CategoryNode[]
  /** Of categories. */
  readonly threshold?: number | undefined
  readonly attributes: SheetAttribute[]
}

const TYPES = { ONE: 'ONE_OF', ONE_OF: 'ONE_OF', MANY: 'MANY_OF', MANY_OF: 'MANY_OF' } as const

/** Throws TAXONOMY_INVALID with the line. */
export async function importSpreadsheet (file: string): Promise<Sheet> {
  const groups = new Map<string, SheetRow[]>()
  for (const row of await readSpreadsheet(file)) {
    groups.set(row.attribute, [...(groups.get(row.attribute) ?? []), row])
  }
  const categories = groups.get(CATEGORY) ?? []
  groups.delete(CATEGORY)
  return {
    categories: toTree(
      categories.map((row) => ({ line: row.line, steps: stepsOf(row, file), details: categoryDetails(row, file) })),
      file
    ),
    threshold: statedOnce(categories, file, thresholdOf),
    attributes: [...groups].map(([name, rows]) => toAttribute(name, rows, file))
  }
}

function toAttribute (name: string, rows: readonly SheetRow[], file: string): SheetAttribute {
  const labelled = rows.filter(({ value }) => value !== '')
  if (labelled.length < 2) {
    throw new TaxonomyInvalidError(
      file,
      `line ${rows[0]!.line} begins the attribute "${name}", which has fewer than two values; give it more, or remove it`
    )
  }
  assertDistinct(labelled, file)
  const threshold = statedOnce(rows, file, thresholdOf)
  const own = rows.find(({ value }) => value === '')
  return {
    name,
    type: statedOnce(rows, file, typeOf) ?? 'ONE_OF',
    appliesTo: [...new Set(rows.flatMap(({ appliesTo }) => appliesTo))],
    labels: labelled.map((row) => ({ value: row.value, ...detailsOf(row) })),
    ...(threshold !== undefined && { threshold }),
    ...(own && detailsOf({ ...own, prompts: [], synonyms: [] })),
    lines: new Map(rows.toReversed().flatMap(({ line, appliesTo }) => appliesTo.map((path) => [path, line] as const)))
  }
}

function categoryDetails (row: SheetRow, file: string): ReturnType<typeof detailsOf> {
  const [name, parent] = stepsOf(row, file).toReversed()
  // Synonyms are enough to ask by; a name alone may say little.
  return row.prompts.length > 0 || row.synonyms.length > 0
    ? detailsOf(row)
    : detailsOf({ ...row, prompts: promptsOfName(name!, parent) })
}

function detailsOf ({ synonyms, prompts, names, externalIds }: SheetRow) {
  return {
    ...(prompts.length > 0 && { prompts: [...prompts] }),
    ...(synonyms.length > 0 && { synonyms: [...synonyms] }),
    ...(Object.keys(names).length > 0 && { names }),
    ...(Object.keys(externalIds).length > 0 && { externalIds })
  }
}

function stepsOf ({ line, value }: SheetRow, file: string): string[] {
  const steps = value.split(value.includes('>') ? '>' : '/').map((step) => step.trim())
  if (steps.includes('')) {
    throw new TaxonomyInvalidError(
      file,
      `line ${line} has no whole path of a category: "${value}"; write it like Home/Furniture/Chair`
    )
  }
  return steps
}

function typeOf ({ type }: SheetRow): 'ONE_OF' | 'MANY_OF' | Error | undefined {
  if (type === '') return undefined
  const found = TYPES[type.toUpperCase().replace(/[\s-]+/g, '_') as keyof typeof TYPES] as
    'ONE_OF' | 'MANY_OF' | undefined
  return found ?? new Error(`the type "${type}"; write ONE_OF or MANY_OF`)
}

/** A decimal comma is what spreadsheets write in many countries. */
function thresholdOf ({ threshold }: SheetRow): number | Error | undefined {
  if (threshold === '') return undefined
  const value = Number(threshold.replace(',', '.'))
  return value >= 0 && value <= 1 ? value : new Error(`the threshold "${threshold}"; write a number from 0 to 1`)
}

/** What holds for an attribute as a whole is stated in one row or the same in several. */
function statedOnce<T> (
  rows: readonly SheetRow[],
  file: string,
  read: (row: SheetRow) => T | Error | undefined
): T | undefined {
  let first: { readonly value: T; readonly line: number } | undefined
  for (const row of rows) {
    const value = read(row)
    if (value instanceof Error) throw new TaxonomyInvalidError(file, `line ${row.line} has ${value.message}`)
    if (value === undefined) continue
    if (first && first.value !== value) {
      throw new TaxonomyInvalidError(
        file,
        `line ${row.line} says ${String(value)} for the attribute "${row.attribute}", line ${first.line} ${String(first.value)}; state it once`
      )
    }
    first ??= { value, line: row.line }
  }
  return first?.value
}

function assertDistinct (rows: readonly SheetRow[], file: string): void {
  const lines = new Map<string, number>()
  for (const { attribute, value, line } of rows) {
    const word = value.toLowerCase()
    if (lines.has(word)) {
      throw new TaxonomyInvalidError(
        file,
        `line ${line} gives "${attribute}" the value "${value}" of line ${lines.get(word)} again; remove one`
      )
    }
    lines.set(word, line)
  }
}
