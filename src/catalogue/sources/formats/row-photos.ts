import { split, splitImages } from '../values/lists.ts'
import type { Format, RowPhoto } from './format.ts'
import type { Row } from './row.ts'

/** Photos of a product in the order of their columns. */
export function photosOf (format: Format, row: Row): RowPhoto[] {
  return (row.columns.fields.get('images') ?? []).flatMap((column) => {
    const cell = row.cells[column] ?? ''
    const photos = cell === '' ? [] : (format.photosIn?.(cell) ?? splitImages(cell).map((image) => ({ image })))
    const alts = altsFor(row, column, photos.length)
    return photos.map(({ image, alt }: RowPhoto, i): RowPhoto => {
      return { image: format.toImage?.(image) ?? image, alt: alt ?? alts[i] }
    })
  })
}

/** What a product's photos show, by photo; the first text of each counts. */
export function altsOf (photos: readonly RowPhoto[]): Record<string, string> | undefined {
  const alts = new Map<string, string>()
  for (const { image, alt } of photos) if (alt && !alts.has(image)) alts.set(image, alt)
  return alts.size > 0 ? Object.fromEntries(alts) : undefined
}

/** A cell of one photo has one text, which may hold commas; a cell of several has a list of as many. */
function altsFor (row: Row, column: number, photos: number): readonly string[] {
  const place = altColumnOf(row, column)
  const cell = place === undefined ? '' : (row.cells[place] ?? '')
  if (cell === '' || photos === 0) return []
  if (photos === 1) return [cell]
  const lists = [/\|/, /,/].map((separator) => split(cell, separator))
  return lists.find(({ length }) => length === photos) ?? []
}

/** `Image - 2` is described by `Image Description - 2`; without numbers the first column by the first. */
function altColumnOf ({ columns: { fields, headings } }: Row, column: number): number | undefined {
  const numberOf = (index: number) => /\d+$/.exec(headings[index]!)?.[0]
  const ofNumber = (field: 'images' | 'imageAlts') =>
    (fields.get(field) ?? []).filter((index) => numberOf(index) === numberOf(column))
  return ofNumber('imageAlts')[ofNumber('images').indexOf(column)]
}
