/**
 * Whether a quoted cell is still open at the end of a line. A quote opens a cell only where one begins and closes it
 * only where one ends: in `5" pipe` and `the "best" chair` it is a sign like others.
 */
export function endsQuoted (text: string, delimiter: string, isQuoted: boolean): boolean {
  let quoted = isQuoted
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    if (!quoted) quoted = beginsCell(text, at, delimiter)
    else if (text[at + 1] === '"') at++
    else if (endsCell(text, at, delimiter)) quoted = false
  }
  return quoted
}

function beginsCell (text: string, at: number, delimiter: string): boolean {
  let before = at - 1
  while (before >= 0 && text[before] === ' ') before--
  return before < 0 || text[before] === delimiter
}

function endsCell (text: string, at: number, delimiter: string): boolean {
  let after = at + 1
  while (after < text.length && text[after] === ' ') after++
  return after === text.length || text[after] === delimiter
}

/** Cells of a line whose quotes mean nothing; one that was never closed goes. */
export function literalCells (text: string, delimiter: string): string[] {
  return text.split(delimiter).map((cell) => cell.trim().replace(/^"(?=[^"]*$)/, ''))
}
