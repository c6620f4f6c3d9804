import { ProductInvalidError } from '../../errors.ts'
import { fitProduct } from '../product-limits.ts'
import { badRow, type CatalogueRow, type ReadOptions } from './catalogue-row.ts'
import { buildProduct, mainRow } from './formats/build-product.ts'
import type { Choice } from './formats/choose-format.ts'
import type { Format } from './formats/format.ts'
import { groupRows, type Group } from './group-rows.ts'
import { NO_CURRENCY, type Notices } from './notices.ts'
import type { TableRow } from './table-row.ts'
import { validateProduct } from './validate-product.ts'

export interface Table extends Choice {
  /** Reads from the first row on; called twice where rows make up groups. */
  readonly open: () => AsyncIterable<TableRow>
  /** As the file has it. */
  readonly heading?: string | undefined
}

/** The products of a table or feed whose format is known. */
export async function * readTable (
  table: Table,
  { currency }: ReadOptions,
  notices: Notices
): AsyncGenerator<CatalogueRow> {
  const { format, columns, open, heading } = table
  const onNoCurrency = noCurrencyTeller(notices)
  if (tellColumns(table, currency, notices)) onNoCurrency()
  const now = new Date()
  const isGrouped =
    format.membership !== undefined && (format.groupedBy?.some((field) => columns.has(field)) ?? true)
  for await (const item of isGrouped ? groupRows(open, format, notices) : open()) {
    const group: Group | undefined =
      'rows' in item ? item : item.row && { line: item.line, raw: item.raw, rows: [item.row] }
    yield group
      ? toCatalogueRow(format, group, { currency: currency?.toUpperCase(), now, heading, notices, onNoCurrency })
      : badRow(item.line, (item as TableRow).problem ?? '', item.raw, undefined, heading)
  }
}

interface Context {
  readonly currency: string | undefined
  readonly now: Date
  readonly heading: string | undefined
  readonly notices: Notices
  readonly onNoCurrency: () => void
}

function toCatalogueRow (
  format: Format,
  { line, raw, rows }: Group,
  { currency, now, heading, notices, onNoCurrency }: Context
): CatalogueRow {
  const kept = format.kindOf ? rows.filter((row) => format.kindOf!(row) !== 'none') : rows
  const main = mainRow(format, kept.length > 0 ? kept : rows)
  const id = main.get('id') || undefined
  const withdrawn = format.whyWithdrawn?.(main) ?? (kept.length === 0 ? 'it is not sold by itself' : undefined)
  if (withdrawn !== undefined) {
    return { ...badRow(line, new ProductInvalidError(withdrawn).message, raw, id, heading), isWithdrawn: true }
  }
  const onProblem = (field: string, problem: string) =>
    notices.add(field, `line ${line}${id === undefined ? '' : `, ${id}`}: ${field} ${problem}`)
  let lacksCurrency = false
  const onLack = () => {
    lacksCurrency = true
  }
  try {
    const raw = buildProduct(format, kept, { currency, now, onProblem, onNoCurrency: onLack })
    const row = toProductRow(line, raw, notices)
    if (lacksCurrency) onNoCurrency()
    return row
  } catch (error) {
    if (!(error instanceof ProductInvalidError)) throw error
    return badRow(line, error.message, raw, id, heading)
  }
}

/** Throws PRODUCT_INVALID. */
export function toProductRow (line: number, raw: unknown, notices: Notices): CatalogueRow {
  const id = String((raw as { id?: unknown }).id).slice(0, 200)
  const told = validateProduct(raw, (field, problem) =>
    notices.add(field, `line ${line}, ${id}: ${field} ${problem}`)
  )
  const { product, cuts } = fitProduct(told)
  for (const cut of cuts) {
    notices.add(`cut ${cut.split(':')[0]!}`, `line ${line}, ${id}: more than a record holds; ${cut}`)
  }
  return { line, product }
}

/** Tells what is not read; returns whether the file cannot say what currency its prices are in. */
function tellColumns (
  { format, columns, standIns = [] }: Table,
  currency: string | undefined,
  notices: Notices
): boolean {
  const unread = columns.labels.filter((label, i) => label !== '' && columns.meaningOf(i) === undefined)
  if (unread.length > 0) notices.say(`read as ${format.name}; columns not read: ${unread.join(', ')}`)
  for (const [field, heading] of standIns) {
    notices.say(`there is no column of ${field === 'id' ? 'ids' : 'names'}; "${heading}" is taken for it`)
  }
  const isStated = format.statesCurrency || columns.has('currency') || columns.currency !== undefined
  return !isStated && currency === undefined
}

/** Once for the whole file: at its beginning where no price can state one, else at the first that does not. */
function noCurrencyTeller (notices: Notices): () => void {
  let isTold = false
  return () => {
    if (!isTold) notices.say(NO_CURRENCY)
    isTold = true
  }
}
