import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

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
