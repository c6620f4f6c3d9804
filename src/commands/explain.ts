import type { CatalogueRow } from '../catalogue/sources/catalogue-row.ts'
import type { Explained } from '../catalogue/sources/explain-catalogue.ts'

/** Which column became what, and the first products, for people. */
export function explanationOf ({ explanation, products, bad, notices }: Explained): string {
  const columns =
    explanation?.columns.map(({ heading, meaning }) => `  ${heading} → ${meaning ?? '(not read)'}`) ?? []
  const lines = [
    ...(explanation
      ? [`Format: ${explanation.format}`, 'Columns:', ...columns]
      : ['Format: none, for nothing of it is a product']),
    ...notices.map((notice) => `Note: ${notice}`),
    'First products:',
    ...products.map((product) => JSON.stringify(product, undefined, 2)),
    ...bad.flatMap(reasonOf)
  ]
  return `${lines.join('\n')}\n`
}

function reasonOf (row: CatalogueRow): string[] {
  return 'reason' in row
    ? [
        `${row.isWithdrawn === true ? 'Left out' : 'Rejected'}: line ${row.line}${row.id === undefined ? '' : `, ${row.id}`}: ${row.reason}`
      ]
    : []
}
