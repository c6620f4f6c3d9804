import { CatalogueFileError } from '../../errors.ts'
import { decodeWindows1252 } from '../../shared/windows-1252.ts'
import { NEWLINE, readLines, type LineOptions } from '../../shared/read-lines.ts'
import { shardsOf } from './abo/abo-files.ts'
import { readAbo } from './abo/read-abo.ts'
import type { CatalogueFormat, CatalogueRow, ReadOptions } from './catalogue-row.ts'
import { valuesOfArray } from './json/array-values.ts'
import { holdsProducts } from './json/product-lists.ts'
import { Notices } from './notices.ts'
import { utf8Bytes } from './utf8-bytes.ts'
import { readCsv } from './read-csv.ts'
import { readFeed } from './read-feed.ts'
import { readJsonArray, readJsonLines, readJsonObject } from './read-json.ts'
import { entriesOfLines, hasVariantsBeside, jsonTable } from './read-json-table.ts'

type Kind = 'lines' | 'array' | 'object' | 'feed' | 'table'

/**
 * Streams the rows of a catalogue file: JSON lines, a JSON array, an XML feed, or CSV (comma, semicolon, tab or `|`)
 * with the headings of a shop system or our own; gzip or plain. Told apart by content, but for formats that are asked
 * for. Memory stays flat but for about 40 bytes a row where rows make up products. Throws CATALOGUE_FILE_INVALID for a
 * file that is none of these; a bad row is yielded with its reason instead.
 */
export async function * readCatalogue (file: string, options: ReadOptions = {}): AsyncGenerator<CatalogueRow> {
  if (options.format === 'abo') {
    yield * readAbo(file, options)
    return
  }
  const notices = new Notices(options.onNotice)
  const kind = await kindOf(file, options)
  yield * (await variantsBeside(file, kind, options, notices)) ?? readKind(file, kind, options, notices)
  notices.finish()
}

/** JSON whose entries are variants; undefined for all else. What is mapped is mapped to fields of products. */
async function variantsBeside (
  file: string,
  kind: Kind,
  options: ReadOptions,
  notices: Notices
): Promise<AsyncGenerator<CatalogueRow> | undefined> {
  const { encoding, mapping } = options
  if ((kind !== 'lines' && kind !== 'array') || mapping !== undefined) return undefined
  if (!hasVariantsBeside(await beginning(file, encoding))) return undefined
  const bytes = () => utf8Bytes(file, encoding)
  const open = () =>
    kind === 'lines' ? entriesOfLines(readLines(bytes())) : valuesOfArray(file, texts(bytes()))
  return await jsonTable(file, open, options, notices)
}

function readKind (file: string, kind: Kind, options: ReadOptions, notices: Notices): AsyncGenerator<CatalogueRow> {
  const bytes = () => utf8Bytes(file, options.encoding)
  switch (kind) {
    case 'lines':
      return readJsonLines(readLines(bytes()), options, notices)
    case 'array':
      return readJsonArray(file, texts(bytes()), options, notices)
    case 'object':
      return readJsonObject(file, texts(bytes()), options, notices)
    case 'feed':
      return readFeed(file, () => texts(bytes()), options, notices)
    case 'table':
      return readCsv(file, () => readLines(bytes(), fallbackFor(notices)), options, notices)
  }
}

/** Lines of the file, for a progress bar; the last may lack its end. */
export async function countLines (file: string, format?: CatalogueFormat): Promise<number> {
  let count = 0
  for (const part of format === 'abo' ? await shardsOf(file) : [file]) {
    let isWhole = true
    for await (const bytes of utf8Bytes(part)) {
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++
      if (bytes.length > 0) isWhole = bytes.at(-1) === NEWLINE
    }
    // The last line may go without its end.
    if (!isWhole) count++
  }
  return count
}

const BEGINNING_BYTES = 4096

/** By the first sign of the first line that is not blank. */
async function kindOf (file: string, { encoding }: ReadOptions): Promise<Kind> {
  let isPage = false
  for await (const { text, problem } of readLines(utf8Bytes(file, encoding), {
    fallback: { decode: decodeWindows1252, onUse: () => {} }
  })) {
    // An array or feed may be one long line.
    const head = text?.trimStart() ?? (await beginning(file, encoding))
    if (head === '') continue
    if (isPage) return head.startsWith('{') ? 'lines' : 'array'
    if (head.startsWith('[')) return 'array'
    if (head.startsWith('<')) return 'feed'
    if (head.startsWith('{')) {
      if (isWhole(head)) return 'lines'
      // Pages of JSON-LD may stand one a line.
      if (text === undefined || !isLinkedPage(head)) return await wrapped(file, encoding, head)
      isPage = true
      continue
    }
    if (text === undefined) throw new CatalogueFileError(file, `${problem ?? ''} (line 1)`)
    return 'table'
  }
  if (isPage) return 'array'
  throw new CatalogueFileError(file, 'it is empty')
}

/** What a file begins with, as far as telling its kind needs. */
async function beginning (file: string, encoding: string | undefined): Promise<string> {
  let head = ''
  for await (const bytes of utf8Bytes(file, encoding)) {
    head += bytes.toString('utf8', 0, BEGINNING_BYTES)
    if (head.length > 0) break
  }
  return head.trimStart()
}

/** A product in one line. A list in an object, or an object over lines, is an array; a broken first line is a line. */
function isWhole (head: string): boolean {
  try {
    const value = JSON.parse(head) as Record<string, unknown>
    const { id, sku, title, name, '@graph': graph, itemListElement } = value
    if (Array.isArray(graph) || Array.isArray(itemListElement)) return false
    return (id ?? sku ?? title ?? name) !== undefined || !holdsProducts(value)
  } catch {
    return false
  }
}

function isLinkedPage (head: string): boolean {
  return /"(?:@graph|itemListElement)"/.test(head) && /\}\s*$/.test(head)
}

/** An object over lines: a list in it, or one product; else its first line is a broken one. */
async function wrapped (file: string, encoding: string | undefined, head: string): Promise<Kind> {
  const text = await beginning(file, encoding)
  if (/^\{[^]*?"(?:products|items|data|edges|nodes|@graph|itemListElement)"\s*:\s*\[/.test(text)) return 'array'
  const isOpen = head.trim() === '{' || (/[,{[]\s*$/.test(head) && text.includes('"@type"'))
  return isOpen ? 'object' : 'lines'
}

async function * texts (source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  for await (const bytes of source) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

function fallbackFor (notices: Notices): LineOptions {
  let isTold = false
  const onUse = () => {
    if (!isTold) {
      notices.say(
        'the file is not UTF-8; it is read as Windows-1252. Name another encoding with --encoding, e.g. windows-1250'
      )
    }
    isTold = true
  }
  return { fallback: { decode: decodeWindows1252, onUse } }
}
