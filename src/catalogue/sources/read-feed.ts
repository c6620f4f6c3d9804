import { Parser } from 'htmlparser2'
import { CatalogueFileError } from '../../errors.ts'
import type { CatalogueRow, ReadOptions } from './catalogue-row.ts'
import { explain, findFormat } from './find-format.ts'
import { Row, type Columns } from './formats/row.ts'
import type { Notices } from './notices.ts'
import { readTable } from './read-table.ts'
import type { TableRow } from './table-row.ts'
import { distinct } from './values/lists.ts'

const ITEMS = new Set(['item', 'entry', 'product'])
/** Some feeds state these twice, e.g. as `title` and `g:title`; what is no list counts once. */
const STATED_ONCE = new Set([
  'id', 'title', 'description', 'link', 'price', 'sale_price', 'sale_price_effective_date', 'availability', 'brand',
  'item_group_id', 'condition'
])
const MAX_ITEM_LENGTH = 1_048_576
/** Far beyond any text of an item. */
const MAX_TAGLESS_LENGTH = 16_777_216
const MAX_DEPTH = 64
/** Names of parts in all items: more are no feed. */
const MAX_NAMES = 500

interface Item {
  readonly line: number
  readonly parts: ReadonlyArray<readonly [name: string, text: string]>
  readonly problem?: string
  readonly isCutOff?: boolean
}

const DETAIL = 'product_detail'
const DETAIL_PARTS = ['section_name', 'attribute_name', 'attribute_value']

/**
 * A feed in XML, RSS 2.0 or Atom, with the names of Google Merchant. Entities that a document declares are not read.
 */
export async function * readFeed (
  file: string,
  open: () => AsyncIterable<string>,
  options: ReadOptions,
  notices: Notices
): AsyncGenerator<CatalogueRow> {
  const labels = await namesIn(file, open())
  const choice = findFormat(file, labels, options)
  options.onExplanation?.(explain(choice.format, choice.columns))
  yield * readTable({ ...choice, open: () => rowsOf(file, open(), choice.columns) }, options, notices)
}

/** The names of all parts: which there are is known only in the end. */
async function namesIn (file: string, source: AsyncIterable<string>): Promise<string[]> {
  const names = new Set<string>()
  for await (const { parts } of itemsOf(file, source)) {
    for (const [name] of parts) if (names.size < MAX_NAMES) names.add(name)
  }
  if (names.size === 0) {
    throw new CatalogueFileError(
      file,
      'it is XML without items of a feed (RSS <item>, Atom <entry> or <product>); export the catalogue as CSV or as a Google Merchant feed'
    )
  }
  return [...names]
}

async function * rowsOf (file: string, source: AsyncIterable<string>, columns: Columns): AsyncGenerator<TableRow> {
  for await (const { line, parts, problem, isCutOff = false } of itemsOf(file, source)) {
    const raw = parts.map(([name, text]) => `${name}: ${text}`).join('\n')
    if (problem !== undefined) {
      yield { line, raw, problem, isCutOff }
      continue
    }
    const cells = columns.labels.map((label) => {
      const texts = distinct(parts.filter(([name]) => name === label).map(([, text]) => text))
      return STATED_ONCE.has(label) ? (texts[0] ?? '') : texts.join('|')
    })
    yield { line, raw, row: new Row(columns, cells) }
  }
}

async function * itemsOf (file: string, source: AsyncIterable<string>): AsyncGenerator<Item> {
  const reader = new ItemReader()
  try {
    for await (const text of source) yield * reader.read(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new CatalogueFileError(file, error.message, { cause: error })
  }
  yield * reader.end()
}

/** Takes the items out of XML as it comes. */
class ItemReader {
  readonly #parser: Parser
  #done: Item[] = []
  #parts: Array<readonly [string, string]> | undefined
  #path: string[] = []
  #text = ''
  #length = 0
  /** Characters since the end of a tag. */
  #sinceTag = 0
  #depth = 0
  readonly #detail = new Map<string, string>()
  #count = 0

  constructor () {
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => {
          if (++this.#depth > MAX_DEPTH) throw new RangeError(`its parts are nested more than ${MAX_DEPTH} deep`)
          this.#open(local(name), attributes)
        },
        ontext: (text) => {
          if (this.#parts && this.#path.length > 0) this.#add(text)
        },
        onclosetag: (name) => {
          this.#depth--
          this.#close(local(name))
        }
      },
      { xmlMode: true, decodeEntities: true }
    )
  }

  /** Throws where a tag is too long, or parts are nested too deeply. */
  * read (text: string): Generator<Item> {
    this.#checkTags(text)
    this.#parser.write(text)
    yield * this.#take()
  }

  * end (): Generator<Item> {
    // An item that the file ends within was cut off.
    const isCut = this.#parts !== undefined
    const parts = this.#parts ?? []
    this.#parts = undefined
    this.#parser.end()
    yield * this.#take()
    if (isCut) yield { line: ++this.#count, parts, problem: 'the file ends within this item', isCutOff: true }
  }

  /** The parser keeps a tag whole, however long it is. */
  #checkTags (text: string): void {
    const end = text.lastIndexOf('>')
    this.#sinceTag = end === -1 ? this.#sinceTag + text.length : text.length - end
    if (this.#sinceTag > MAX_TAGLESS_LENGTH) {
      throw new RangeError(`it has more than ${MAX_TAGLESS_LENGTH} characters without the end of a tag`)
    }
  }

  #take (): Item[] {
    const done = this.#done
    this.#done = []
    return done
  }

  #open (name: string, attributes: Record<string, string>): void {
    if (this.#parts === undefined) {
      if (!ITEMS.has(name)) return
      this.#parts = []
      this.#length = 0
      return
    }
    this.#path.push(name)
    this.#text = ''
    // Atom's links are attributes.
    if (name === 'link' && attributes['href'] !== undefined && (attributes['rel'] ?? 'alternate') === 'alternate') {
      this.#length += attributes['href'].length
      if (this.#length <= MAX_ITEM_LENGTH) this.#parts.push([name, attributes['href']])
    }
  }

  #add (text: string): void {
    this.#length += text.length
    if (this.#length <= MAX_ITEM_LENGTH) this.#text += text
  }

  /** As tables write it: `section:name:value`. */
  #closeDetail (parts: Array<readonly [string, string]>): void {
    const [section = '', name = '', value = ''] = DETAIL_PARTS.map((part) => this.#detail.get(part))
    this.#detail.clear()
    if (name !== '' && value !== '') parts.push([DETAIL, [section, name, value].join(':')])
  }

  #close (name: string): void {
    if (this.#parts === undefined) return
    if (this.#path.length > 0) {
      const text = this.#text.trim()
      // Parts of parts, e.g. of `shipping`, say nothing about the product, but for what names an attribute.
      if (this.#path.length === 2 && this.#path[0] === DETAIL) this.#detail.set(name, text)
      if (name === DETAIL) this.#closeDetail(this.#parts)
      else if (this.#path.length === 1 && text !== '') this.#parts.push([name, text])
      this.#path.pop()
      this.#text = ''
      return
    }
    const problem =
      this.#length > MAX_ITEM_LENGTH ? `the item has more than ${MAX_ITEM_LENGTH} characters` : undefined
    this.#done.push({ line: ++this.#count, parts: this.#parts, ...(problem !== undefined && { problem }) })
    this.#parts = undefined
  }
}

/** `g:image_link` without its prefix. */
function local (name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
