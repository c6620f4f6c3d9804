import { withoutControlCharacters } from './control-characters.ts'

/** A cell of a table; where a spreadsheet would run it as a formula, it begins with `'`. */
export function csvCell (value: string, separator: ',' | '\t' = ','): string {
  const text = withoutControlCharacters(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  // Nothing can be quoted where tabs separate.
  if (separator === '\t') return safe.replace(/[\t\r\n]+/g, ' ')
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
