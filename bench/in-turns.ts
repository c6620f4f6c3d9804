import assert from 'node:assert/strict'
import { Pool } from 'undici'
import { percentile, timeOne } from './report.ts'

const QUERY =
  'query ($text: String) { search(text: $text, cutoff: false) { items { product { id title } score relevance } } }'

/** Two services that answer the same searches. */
export interface InTurns {
  readonly baseline: Pool
  readonly subject: Pool
  readonly rounds: number
}

/** Searches by words that no cache knows, at one service and the other in turns; medians in milliseconds. */
export async function searchInTurns ({ baseline, subject, rounds }: InTurns) {
  const pools = { baseline, subject }
  const times = { baseline: [] as number[], subject: [] as number[] }
  for (let i = -20; i < rounds; i++) {
    // Which goes first changes, since the second finds warmer caches.
    const order = i % 2 === 0 ? (['baseline', 'subject'] as const) : (['subject', 'baseline'] as const)
    for (const name of order) {
      const ms = await timeOne(async () => await ask(pools[name], `${name} chair number ${i}`))
      if (i >= 0) times[name].push(ms)
    }
  }
  const [p50, basis] = [percentile(times.subject, 0.5), percentile(times.baseline, 0.5)]
  return { 'p50 ms': p50.toFixed(2), 'baseline p50 ms': basis.toFixed(2), ratio: (p50 / basis).toFixed(3) }
}

async function ask (pool: Pool, text: string): Promise<void> {
  const response = await pool.request({
    path: '/graphql',
    method: 'POST',
    body: JSON.stringify({ query: QUERY, variables: { text } }),
    headers: { 'content-type': 'application/json' }
  })
  const answer = (await response.body.json()) as { data: { search: { items: unknown[] } } }
  assert.equal(answer.data.search.items.length, 10)
}
