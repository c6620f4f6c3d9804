import { toHeading } from './formats/fields.ts'

/** What headings of numbers and of names look like, the likeliest first. */
const LIKELY = {
  id: [/\bsku\b/, /^id$/, /\b(?:art\w*|item|product|produkt|offer)[ .-]*(?:id|nr|nummer|number|no|code)\b/, /\bid\b|\bref|code/, /\bart/],
  title: [/\b(?:product|produkt|item|article|artikel) ?-?(?:name|title)/, /^(?:name|title|titel|nom|nombre|nome|naam)$/, /bezeichnung|name|titel|title|produ/]
} as const

/** `--map id="SKU" --map title="Item"` with headings of the file, as an example to correct. */
export function suggestMapping (labels: readonly string[]): string {
  const named = labels.filter((label) => label !== '')
  const id = likely(named, LIKELY.id) ?? named[0] ?? 'Article number'
  const others = named.filter((label) => label !== id)
  const title = likely(others, LIKELY.title) ?? others[0] ?? 'Product name'
  return `--map id="${id}" --map title="${title}"`
}

function likely (labels: readonly string[], patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const found = labels.find((label) => pattern.test(toHeading(label)))
    if (found !== undefined) return found
  }
  return undefined
}
