import { utf8Bytes } from '../../catalogue/sources/utf8-bytes.ts'
import { readLines, type Line } from '../../shared/read-lines.ts'
import { TaxonomyInvalidError } from '../../errors.ts'

/** One category of a list, with the line that names it. */
export interface CategoryRow {
  readonly line: number
  readonly id?: string | undefined
  /** Names from general to special. */
  readonly steps: readonly string[]
}

export interface CategoryList {
  /** Date of the list, where its first line says it. */
  readonly version?: string | undefined
  /** Whose list it is, and its ids are. */
  readonly list: 'google' | 'shopify'
  readonly rows: readonly CategoryRow[]
}

const VERSION = /^#\s*Google_Product_Taxonomy_Version:\s*(\S+)/
const WITH_ID = /^(?:(\d+)\s+-|gid:\/\/shopify\/TaxonomyCategory\/([\w-]+)\s+:)\s+(.*)$/
const OF_SHOPIFY = /^#\s*Shopify Product Taxonomy - Categories:\s*(\S+)/

/**
 * Google's product categories as Merchant Center publishes them: a comment with the version, then
 * `1604 - Apparel & Accessories > Clothing` or the same without ids; and Shopify's `categories.txt`, which has
 * `gid://shopify/TaxonomyCategory/aa-1 : …`. Throws TAXONOMY_INVALID with the line.
 */
export async function readGoogleCategories (file: string): Promise<CategoryList> {
  const rows: CategoryRow[] = []
  let version: string | undefined
  for await (const line of readLines(utf8Bytes(file))) {
    const text = textOf(line, file)
    if (text.startsWith('#')) version ??= (VERSION.exec(text) ?? OF_SHOPIFY.exec(text))?.[1]
    else if (text !== '') rows.push(parseRow(text, line.number, file))
  }
  if (rows.length === 0) {
    throw new TaxonomyInvalidError(
      file,
      'it names no category; each line must be like "1604 - Apparel & Accessories > Clothing"'
    )
  }
  checkIds(rows, file)
  return { version, list: /^\d+$/.test(rows[0]!.id ?? '0') ? 'google' : 'shopify', rows }
}

function textOf ({ number, text, problem }: Line, file: string): string {
  if (text === undefined) throw new TaxonomyInvalidError(file, `line ${number}: ${problem}`)
  return text.trim()
}

function parseRow (text: string, line: number, file: string): CategoryRow {
  const [, google, shopify, path = text] = WITH_ID.exec(text) ?? []
  const id = google ?? shopify
  const steps = path.split('>').map((step) => step.trim())
  if (steps.includes('')) {
    throw new TaxonomyInvalidError(
      file,
      `line ${line} has an empty step: "${text}"; write it like "1604 - Apparel & Accessories > Clothing"`
    )
  }
  return { line, id, steps }
}

/** A file cut or mended by hand may have lost some: names of other languages are found by them. */
function checkIds (rows: readonly CategoryRow[], file: string): void {
  const lines = new Map<string, number>()
  for (const { line, id } of rows) {
    if ((id === undefined) !== (rows[0]!.id === undefined)) {
      throw new TaxonomyInvalidError(
        file,
        `line ${line} has ${id === undefined ? 'no id' : 'an id'}, unlike line ${rows[0]!.line}; give all lines an id or none`
      )
    }
    if (id === undefined) continue
    if (lines.has(id)) {
      throw new TaxonomyInvalidError(
        file,
        `line ${line} has the id ${id} of line ${lines.get(id)}; give each category its own`
      )
    }
    lines.set(id, line)
  }
}
