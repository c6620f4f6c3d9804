import { readPrice } from '../values/read-price.ts'
import type { ColumnNames, Field, Heading } from './fields.ts'

interface OptionColumn {
  readonly name: number
  readonly value: number
}

/** Field by the heading that is to become it, in normal form. */
export type Mapping = ReadonlyMap<Field, string>

const NO_MAPPING: Mapping = new Map()

/** Where the columns of one file go. */
export class Columns {
  readonly format: ColumnNames
  readonly headings: readonly string[]
  /** As the file writes them, for names of attributes. */
  readonly labels: readonly string[]
  readonly fields = new Map<Field, number[]>()
  readonly attributes: ReadonlyArray<readonly [name: string, index: number]>
  readonly options: readonly OptionColumn[]
  /** Of all prices, where a heading says it. */
  readonly currency: string | undefined
  readonly prices: ReadonlyArray<readonly [currency: string, index: number]>

  constructor (
    format: ColumnNames,
    headings: readonly string[],
    labels: readonly string[],
    mapping: Mapping = NO_MAPPING
  ) {
    this.headings = headings
    this.labels = labels
    this.format = format
    for (const [field, names] of Object.entries(format.columns)) this.#add(field as Field, names)
    for (const [field, heading] of mapping) this.fields.set(field, indexesOf(headings, heading))
    this.attributes = headings.flatMap((heading, i) => {
      const pattern = format.attributes?.find((name) => matches(name, heading))
      if (pattern === undefined) return []
      const label = labels[i] ?? heading
      return [
        [
          typeof pattern === 'string'
            ? label.replace(/^g:/, '').replaceAll('_', ' ')
            : (pattern.exec(label)?.[1] ?? pattern.exec(heading)![1] ?? label),
          i
        ] as const
      ]
    })
    this.options = optionColumns(format, headings)
    this.currency =
      headings
        .map((heading) => format.currencyIn?.exec(heading)?.[1]?.toUpperCase())
        .find((code) => code !== undefined) ?? currencyIn(labels[this.fields.get('price')?.[0] ?? -1])
    this.prices = headings.flatMap((heading, i) => {
      const code = format.pricedIn?.exec(heading)?.[1]
      return code === undefined ? [] : [[code.toUpperCase(), i] as const]
    })
  }

  #add (field: Field, names: readonly Heading[]): void {
    const indexes = names.flatMap((name) => indexesOf(this.headings, name))
    if (indexes.length > 0) this.fields.set(field, indexes)
  }

  has (field: Field): boolean {
    return this.fields.has(field)
  }

  /** What each column becomes; undefined for those that are not read. */
  meaningOf (index: number): string | undefined {
    for (const [field, indexes] of this.fields) if (indexes.includes(index)) return field
    const attribute = this.attributes.find(([, i]) => i === index)
    if (attribute) return `attribute "${attribute[0]}"`
    if (this.options.some(({ name, value }) => name === index || value === index)) return 'options'
    const price = this.prices.find(([, i]) => i === index)
    return price && `price in ${price[0]}`
  }
}

/** The cells of one row by what they become. */
export class Row {
  readonly columns: Columns
  readonly cells: readonly string[]

  constructor (columns: Columns, cells: readonly string[]) {
    this.columns = columns
    this.cells = cells
  }

  /** The first that is not blank. */
  get (field: Field): string {
    for (const index of this.columns.fields.get(field) ?? []) {
      const cell = this.cells[index]
      if (cell) return cell
    }
    return ''
  }

  all (field: Field): string[] {
    return (this.columns.fields.get(field) ?? [])
      .map((index) => this.cells[index] ?? '')
      .filter((cell) => cell !== '')
  }

  cell (heading: string): string {
    return this.cells[this.columns.headings.indexOf(heading)] ?? ''
  }
}

function optionColumns ({ optionName, optionValue }: ColumnNames, headings: readonly string[]): OptionColumn[] {
  if (!optionName || !optionValue) return []
  return headings.flatMap((heading, name) => {
    const number = optionName(heading)
    const value = number === undefined ? -1 : headings.findIndex((other) => optionValue(other) === number)
    return value === -1 ? [] : [{ name, value }]
  })
}

/** Of `Preis €` or `Price (EUR)`. */
function currencyIn (label = ''): string | undefined {
  const sign = /[\s([]([A-Z]{3}|[€£$¥]|zł|Kč|Ft)[)\]]?$/.exec(label.trim())?.[1]
  return sign === undefined ? undefined : readPrice(`1 ${sign}`)?.currency
}

export function indexesOf (headings: readonly string[], name: Heading): number[] {
  return headings.flatMap((heading, i) => (matches(name, heading) ? [i] : []))
}

function matches (name: Heading, heading: string): boolean {
  return typeof name === 'string' ? name === heading : name.test(heading)
}
