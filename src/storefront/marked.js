import { el } from './dom.js'

const WORD = /([\p{L}\p{N}]+)/u
/** Words that say nothing of a product. */
const SMALL = new Set(['the', 'and', 'for', 'with', 'from', 'der', 'die', 'das', 'und', 'mit'])
/** A word may end in another way: `lamp`, `lamps`. */
const ENDING = 3

/**
 * The words of a question that a title may have.
 * @param {readonly (string | null | undefined)[]} texts
 */
export function wordsOf (...texts) {
  const words = texts.flatMap((text) => fold(text ?? '').split(WORD).filter((part) => WORD.test(part)))
  return words.filter((word) => word.length > 2 && !SMALL.has(word))
}

/**
 * The parts of a text, those that were asked for marked.
 * @param {string} text
 * @param {readonly string[]} words
 */
export function marked (text, words) {
  return text.split(WORD).map((part) =>
    words.some((word) => isLike(fold(part), word)) ? el('mark', { textContent: part }) : part
  )
}

/**
 * @param {string} part
 * @param {string} word
 */
function isLike (part, word) {
  if (part === word) return true
  const [short, long] = part.length < word.length ? [part, word] : [word, part]
  return short.length > 3 && long.startsWith(short) && long.length - short.length <= ENDING
}

/**
 * Without case and accents.
 * @param {string} text
 */
function fold (text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
