import type { Product } from '../../catalogue/product.ts'
import { BadUserInputError } from '../../errors.ts'
import type { CategoryTag } from '../tagging.ts'
import { isColor } from '../observation.ts'
import type { ToShop } from '../shop-tree.ts'
import { statementOf } from '../statement.ts'
import { merge } from '../write-back.ts'
import { SHOP_FORMATS, type ShopChange, type ShopFormatName } from './shop-formats.ts'
import { readTagLog, type TaggedLine } from './tag-log.ts'
import { readSource } from './tag-source.ts'
import { replaceFile } from '../../shared/replace-file.ts'
import { csvCell } from '../../shared/csv-cell.ts'

export interface ShopFileOptions {
  /** A catalogue file or a folder of photos, as it was tagged. */
  readonly source: string
  /** Lines of the run. */
  readonly log: string
  readonly toShop?: ToShop | undefined
  /** Where to write it; absent to only count. */
  readonly write?: { readonly file: string; readonly format: ShopFormatName } | undefined
}

type Assigned = Pick<TaggedLine, 'category' | 'tags'>

const ROWS = 500

/**
 * Counts the products that assigned tags add something to, and writes them as a table that the shop's own system
 * imports, whole or not at all. What products state stays as it is. Rejects with BAD_USER_INPUT, or as the source does.
 */
export async function writeShopFile (options: ShopFileOptions): Promise<number> {
  const assigned = await readAssigned(options.log)
  const [names, most, count] = await survey(options, assigned)
  if (!options.write) return count
  const { file, format: name } = options.write
  const format = SHOP_FORMATS[name]
  const headings = format.headings(names, most)
  const line = (cells: readonly string[]) => `${cells.map((cell) => csvCell(cell, format.separator)).join(format.separator)}\n`
  async function * lines (): AsyncGenerator<string> {
    const rows = [line(headings)]
    for await (const change of changesOf(options, assigned)) {
      const cells = format.row(change)
      rows.push(line(headings.map((heading) => cells[heading] ?? '')))
      if (rows.length >= ROWS) yield rows.splice(0).join('')
    }
    yield rows.join('')
  }
  try {
    await replaceFile(file, lines())
  } catch (cause) {
    throw new BadUserInputError(
      `${file} cannot be written: ${(cause as Error).message}. Give another --shop-file; what is tagged is not lost.`,
      { cause }
    )
  }
  return count
}

/** Names of what is new, the most attributes that a product has then, and the products. */
async function survey (
  options: ShopFileOptions,
  assigned: ReadonlyMap<string, Assigned>
): Promise<[names: string[], most: number, count: number]> {
  const names = new Set<string>()
  let [most, count] = [0, 0]
  for await (const { product, added } of changesOf(options, assigned)) {
    count++
    for (const name of added.keys()) names.add(name)
    most = Math.max(most, new Set([...Object.keys(product.attributes), ...added.keys()]).size)
  }
  return [[...names].sort(), most, count]
}

async function * changesOf (
  { source, toShop }: ShopFileOptions,
  assigned: ReadonlyMap<string, Assigned>
): AsyncGenerator<ShopChange> {
  const seen = new Set<string>()
  for await (const { product } of readSource(source)) {
    const line = product && assigned.get(product.id)
    if (!line || seen.has(product.id)) continue
    seen.add(product.id)
    const change = changeOf(product, line, toShop)
    if (change.added.size > 0 || change.category) yield change
  }
}

function changeOf (before: Product, line: Assigned, toShop: ToShop | undefined): ShopChange {
  const product = merge(before, line, toShop)
  const names = [...new Set(line.tags.map(({ attribute }) => attribute))]
  const added = new Map(
    names.flatMap((name): Array<[string, readonly string[]]> => {
      if (statementOf(before, name) !== undefined || statementOf(product, name) === undefined) return []
      const attribute = Object.hasOwn(product.attributes, name) ? product.attributes[name]! : []
      return [[name, isColor(name) ? product.colors : attribute]]
    })
  )
  const isNews = before.category === undefined && product.category !== undefined
  return { product, added, ...(isNews && { category: line.category }) }
}

/** The last line of each product, cut to what is assigned: a log may be larger than memory. */
async function readAssigned (log: string): Promise<Map<string, Assigned>> {
  const assigned = new Map<string, Assigned>()
  for await (const line of readTagLog(log)) {
    if ('tags' in line) {
      assigned.set(line.id, { category: bare(line.category), tags: line.tags.filter(isAssigned).map(bare) })
    } else assigned.delete(line.id)
  }
  return assigned
}

function isAssigned ({ decision }: Pick<CategoryTag, 'decision'>): boolean {
  return decision === 'ASSIGNED'
}

function bare<T extends object> (tag: T): T {
  return { ...tag, alternatives: [], evidence: [] }
}
