// npx tsx bench/resident.ts [rows = 100000] [dimension = 1024]: searches of rows in memory that wait together, which
// share a pass over them, against the same searches one after the other; 300 records of each, as a search asks for.
import { clusteredVectors } from '../test/fixtures/clustered-vectors.ts'
import { Resident } from '../src/vectors/resident/resident.ts'
import type { RowBatch } from '../src/vectors/resident/resident-table.ts'
import type { Texts } from '../src/vectors/resident/text-chunks.ts'
import { machineLine, markdownTable } from './report.ts'

const [rows = 100_000, dimension = 1024] = process.argv.slice(2).map(Number)
const [BATCH, SEARCHES, ROUNDS, WAITING] = [1000, 32, 5, [1, 4, 16]]
const THREADS = 2

const { queries } = clusteredVectors({ count: 1, dimension, clusters: 100, queries: SEARCHES })
const resident = Resident.open({ dimension, nonFilterableKeys: [] }, rows, THREADS)
for (let first = 0; first < rows; first += BATCH) await resident.change([], [batch(first)])

const rates = WAITING.map((): number[] => [])
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, waiting] of WAITING.entries()) rates[i]!.push(await rate(waiting))
}
await resident.close()
const best = rates.map((all) => Math.max(...all))
console.log(`${machineLine()}; ${rows.toLocaleString('en')} x ${dimension}, ${THREADS} threads at most`)
console.log(
  markdownTable(
    WAITING.map((waiting, i) => ({
      'searches at once': waiting,
      'a second': best[i]!.toFixed(0),
      'of one after the other': (best[i]! / best[0]!).toFixed(2)
    }))
  )
)

async function rate (waiting: number): Promise<number> {
  let next = 0
  const start = performance.now()
  const searches = Array.from({ length: waiting }, async () => {
    while (next < SEARCHES) {
      await resident.scan({ embedding: queries[next++]!, topK: 300, metadataCount: 0 })
    }
  })
  await Promise.all(searches)
  return (SEARCHES * 1000) / (performance.now() - start)
}

function batch (first: number): RowBatch {
  const { vectors } = clusteredVectors({ count: BATCH, dimension, clusters: 2, queries: 0, seed: first + 2 })
  const values = new Float32Array(BATCH * dimension)
  for (const [i, vector] of vectors.entries()) values.set(vector, i * dimension)
  return {
    rowIds: BigUint64Array.from(vectors, (_vector, i) => BigInt(first + i)),
    keys: texts(vectors.map((_vector, i) => `p${first + i}#image-0`)),
    vectors: values,
    metadata: texts(vectors.map(() => '{}'))
  }
}

function texts (all: readonly string[]): Texts {
  const parts = all.map((text) => Buffer.from(text))
  const offsets = new Int32Array(all.length + 1)
  for (const [i, { length }] of parts.entries()) offsets[i + 1] = offsets[i]! + length
  return { bytes: new Uint8Array(Buffer.concat(parts)), offsets }
}
