import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { generator } from '../bench/report.ts'

/** A query with the titles of the products that are right for it; none where the shop has nothing of the kind. */
export interface JudgedQuery {
  readonly catalogue: 'demo' | 'shop'
  readonly kind: 'words' | 'named' | 'typo' | 'absent'
  readonly text: string
  readonly right: readonly string[]
}

export type Half = 'tuning' | 'test'

export async function readJudged (half: Half | 'all'): Promise<JudgedQuery[]> {
  const lines = await readFile(new URL('queries/judged.jsonl', import.meta.url), 'utf8')
  const queries = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JudgedQuery)
  return queries.filter(({ catalogue, text }) => half === 'all' || halfOf(`${catalogue} ${text}`) === half)
}

/** Split by the query itself, so that it stays in its half whatever is added. */
export function halfOf (name: string): Half {
  return Number.parseInt(hash('sha256', name).slice(0, 8), 16) % 2 === 0 ? 'tuning' : 'test'
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/**
 * One slip in the longest word: a letter left out, doubled, swapped with the next, or another. The same for equal
 * texts.
 */
export function withTypo (text: string): string {
  const random = generator(Number.parseInt(hash('sha256', text).slice(0, 8), 16))
  const word = (text.match(/\p{L}{4,}/gu) ?? []).sort((a, b) => b.length - a.length)[0]
  if (word === undefined) return text
  const at = 1 + Math.floor(random() * (word.length - 2))
  const [before, letter, after] = [word.slice(0, at), word[at]!, word.slice(at + 1)]
  const slips = [
    before + after,
    before + letter + letter + after,
    before + after[0]! + letter + after.slice(1),
    before + LETTERS[Math.floor(random() * 26)]! + after
  ]
  const slip = slips.filter((other) => other !== word)[
    Math.floor(random() * 4) % slips.filter((other) => other !== word).length
  ]!
  return text.replace(word, slip)
}
