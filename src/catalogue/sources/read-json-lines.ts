import type { CatalogueRow, ReadOptions } from './catalogue-row.ts'
import type { Line } from '../../shared/read-lines.ts'
import { badRow } from './catalogue-row.ts'
import { PRODUCT_FIELDS, validateProduct } from './validate-product.ts'

export async function * readJsonLines (lines: AsyncIterable<Line>, { onNotice }: ReadOptions): AsyncGenerator<CatalogueRow> {
  const unknown = new Set<string>()
  for await (const { number, text, fault } of lines) {
    if (text === undefined) yield badRow(number, fault ?? '', '')
    else if (text.trim() !== '') yield readRow(number, text, unknown, onNotice)
  }
}

function readRow (line: number, text: string, unknown: Set<string>, onNotice: ReadOptions['onNotice']): CatalogueRow {
  let raw: unknown
  try {
    raw = JSON.parse(text)
    for (const field of newFields(raw, unknown)) onNotice?.(`the field "${field}" is not read`)
    return { line, product: validateProduct(raw) }
  } catch (error) {
    return badRow(line, reasonOf(error), text, idOf(raw))
  }
}

function newFields (raw: unknown, unknown: Set<string>): string[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return []
  const fields = Object.keys(raw).filter((field) => !PRODUCT_FIELDS.has(field) && !unknown.has(field))
  // Every row could bring new names; what is remembered stays bounded.
  if (unknown.size < 100) fields.forEach((field) => unknown.add(field))
  return unknown.size < 100 ? fields : []
}

export function reasonOf (error: unknown): string {
  return error instanceof SyntaxError ? `the line is not JSON: ${error.message}` : (error as Error).message
}

function idOf (raw: unknown): string | undefined {
  const id = (raw as { id?: unknown } | undefined)?.id
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 200) : undefined
}
