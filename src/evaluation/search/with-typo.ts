import { hash } from 'node:crypto'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/**
 * A text with one slip in its longest word: a letter left out, doubled, swapped with the next, or another. The same for
 * equal texts; a text without a word of four letters stays.
 */
export function withTypo (text: string): string {
  const random = drawn(Number.parseInt(hash('sha256', text).slice(0, 8), 16))
  const word = (text.match(/\p{L}{4,}/gu) ?? []).sort((a, b) => b.length - a.length)[0]
  if (word === undefined) return text
  const at = 1 + Math.floor(random() * (word.length - 2))
  const [before, letter, after] = [word.slice(0, at), word[at]!, word.slice(at + 1)]
  const slips = [
    before + after,
    before + letter + letter + after,
    before + after[0]! + letter + after.slice(1),
    before + LETTERS[Math.floor(random() * LETTERS.length)]! + after
  ].filter((other) => other !== word)
  return text.replace(word, slips[Math.floor(random() * 4) % slips.length]!)
}

/** Not `seededRandom`: tables of figures were made with the slips that these numbers give. */
function drawn (seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
