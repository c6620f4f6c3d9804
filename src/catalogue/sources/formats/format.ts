import type { ColumnNames, Field, Heading } from './fields.ts'
import type { Row } from './row.ts'

/** What a row tells of: the product, one variant of it, both, further photos, or nothing that is sold. */
export type RowKind = 'both' | 'product' | 'variant' | 'image' | 'none'

/** How rows belong together. Names are compared over the whole file. */
export interface Membership {
  /** Rows with one name are one product; without it, a row is one by itself. */
  readonly name?: string
  /** Other names for the same product. */
  readonly aliases?: readonly string[]
}

export interface Option {
  readonly name: string
  readonly value: string
}

/** A photo that a row names, and what it shows in words, as far as the file says. */
export interface RowPhoto {
  readonly image: string
  readonly alt?: string | undefined
}

/** How one shop system writes its products. */
export interface Format extends ColumnNames {
  readonly name: string
  /** Columns that each file of this kind has, one of each list. */
  readonly requires: readonly (readonly Field[])[]
  /** Headings that no other system has; so many of them make a file one of this kind. */
  readonly telling: readonly Heading[]
  /** What stands for the id where a file has no column of ids, the surest first. */
  readonly codes?: readonly string[]
  /** What stands for the title where a file has no column of names, as `codes` does for the id. */
  readonly names?: readonly string[]
  readonly tellingNeeded: number
  /** Columns whose values tell variants of one product apart. */
  readonly optionColumns?: readonly string[]
  /** Whether prices state their currency. */
  readonly statesCurrency: boolean
  /** What parts the values of a cell; tags by comma and images by `splitImages`, unless told. */
  readonly separators?: {
    readonly tags?: RegExp
    readonly category?: RegExp
    readonly categories?: RegExp
    readonly options?: RegExp
    readonly identifiers?: RegExp
  }
  /** The columns without which each row is a product, whatever `membership` says. */
  readonly groupedBy?: readonly Field[]
  /** A product whose variants have rows of their own is not sold by itself, though its row has no kind. */
  readonly isSoldByVariants?: boolean
  /** Absent where each row is a product. `previous` is the last row that was no continuation. */
  readonly membership?: (row: Row, previous: Row | undefined) => Membership | undefined
  readonly kindOf?: (row: Row) => RowKind
  readonly optionsOf?: (row: Row, main: Row) => Option[]
  /** Attributes that stand together in one cell. */
  readonly attributesOf?: (row: Row) => Option[]
  /** The categories of a product that say something, where the cell holds others. */
  readonly categoriesOf?: (row: Row) => string[]
  /** Where no column holds it. */
  readonly brandOf?: (row: Row) => string | undefined
  /** Where the file has no column of ids. */
  readonly idOf?: (row: Row) => string
  /** Descriptions and tags without the signs that an exporter puts in. */
  readonly toText?: (text: string) => string
  /** The value of an option, and the address of a photo, without what else stands there. */
  readonly toOption?: (value: string) => string
  readonly toImage?: (image: string) => string
  /** Photos of a cell that says more of each than its address; undefined where it does not. */
  readonly photosIn?: (cell: string) => RowPhoto[] | undefined
  /** Why the shop does not sell a product, told by its main row. */
  readonly whyWithdrawn?: (row: Row) => string | undefined
}

export function numbered (pattern: RegExp): (heading: string) => string | undefined {
  return (heading) => pattern.exec(heading)?.[1]
}
