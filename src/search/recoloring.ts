import { colorsNamed, withoutColors } from '../embedding/color-words.ts'
import type { Metadata } from '../vectors/vector-store.ts'

/** What people write around the color when the photo says what the thing is. */
const FILLERS = new Set(
  (
    'a an the this that these one ones it its same but in with only just rather instead please like as of for me want ' +
    'show find get looking similar exact exactly version variant style thing item product model color colour colored ' +
    'coloured shade tone is be should make made dark light bright pale deep'
  ).split(' ')
)
const WORD = /\p{L}+/gu

/** Deviations that a product gains by stating a color that is asked for, and loses by stating only others. */
const STATED = 0.5
const CONTRADICTED = 2

/** Whether words say nothing but which color something should have: "the same in red". */
export function isOnlyColor (text: string): boolean {
  if (colorsNamed(text).length === 0) return false
  const rest = withoutColors(text)
  // A text of nothing but color words comes back whole.
  return rest === text.trim() || (rest.toLowerCase().match(WORD) ?? []).every((word) => FILLERS.has(word))
}

/** How much the colors that a record's product states speak for the colors that the text names, in deviations. */
export function statedColors (text: string): (metadata: Metadata) => number {
  const wanted = new Set(colorsNamed(text))
  return ({ color }) => {
    const stated = [color].flat().flatMap((value) => (typeof value === 'string' ? colorsNamed(value) : []))
    if (stated.length === 0) return 0
    return stated.some((name) => wanted.has(name)) ? STATED : -CONTRADICTED
  }
}
