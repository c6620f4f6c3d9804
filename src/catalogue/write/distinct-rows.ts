import { badRow, type CatalogueRow } from '../sources/catalogue-row.ts'

/** Which of two is meant, nobody can say. */
export function distinctRows (rows: readonly CatalogueRow[]): CatalogueRow[] {
  const seen = new Set<string>()
  return rows.map((row) => {
    if (!('product' in row)) return row
    const {
      line,
      product: { id }
    } = row
    if (seen.has(id)) return badRow(line, 'its id comes twice in this call; the first was taken', '', id)
    seen.add(id)
    return row
  })
}
