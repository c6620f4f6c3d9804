import t from 'tap'
import { dot, normalise, type Embedding } from '../../../src/embedding/embedder.ts'
import { CodeRows, type CodedQuery } from '../../../src/vectors/resident/code-rows.ts'
import { MAX_QUERIES } from '../../../src/vectors/resident/plane.ts'
import { scan, scanForEach } from '../../../src/vectors/resident/scan.ts'
import { gaussian, seededRandom } from '../../fixtures/random.ts'

const slotsOf = (count: number) => Int32Array.from({ length: count }, (_, i) => i)

function rowsOf (vectors: readonly Embedding[]): CodeRows {
  const rows = new CodeRows(vectors[0]!.length)
  for (const vector of vectors) rows.add(Float32Array.from(vector))
  return rows
}

function scoresOf (rows: CodeRows, slots: Int32Array, query: CodedQuery) {
  const rough = rows.rough(slots, [query])[0]!
  const fine = rows.fine({ slots, scores: rough }, query)
  return { rough, fine: fine.scores, exact: rows.exact(fine, query).scores }
}

function randomUnit (random: () => number, dimension: number): Embedding {
  return normalise(Float32Array.from({ length: dimension }, () => gaussian(random)))
}

for (const dimension of [1, 3, 8, 17, 256, 1024, 4096]) {
  t.test(`scores are those of the vectors, ${dimension} values`, async (t) => {
    const random = seededRandom(dimension)
    const vectors = Array.from({ length: 37 }, () => randomUnit(random, dimension))
    const [rows, query] = [rowsOf(vectors), randomUnit(random, dimension)]
    const coded = rows.ask(query)
    const { rough, fine, exact } = scoresOf(rows, slotsOf(37), coded)

    for (const [i, vector] of vectors.entries()) {
      const score = dot(query, vector)
      const slack = 1.1 * coded.error + 1e-6
      t.ok(Math.abs(fine[i]! - score) <= rows.largestFineError + slack, `by two bytes ${fine[i]} for ${score}`)
      t.ok(Math.abs(exact[i]! - score) < 1e-6, `exact ${exact[i]} for ${score}`)
      t.ok(Math.abs(rough[i]! - score) <= rows.errors[i]! + slack, `rough ${rough[i]} for ${score}`)
    }
  })
}

t.test('the largest codes that there can be do not overflow', async (t) => {
  const flat = (sign: number) => normalise(new Float32Array(4096).fill(sign))
  const rows = rowsOf([flat(1), flat(-1)])
  const coded = rows.ask(flat(1))

  for (const scores of Object.values(scoresOf(rows, slotsOf(2), coded))) {
    t.ok(Math.abs(scores[0]! - 1) < 1e-6 && Math.abs(scores[1]! + 1) < 1e-6, String(scores))
  }
})

t.test('vectors of any length count by their direction', async (t) => {
  const rows = rowsOf([Float32Array.of(3e-20, 4e-20), Float32Array.of(3e10, 4e10)])
  const { scores } = scan(rows, Float32Array.of(30, 40), slotsOf(2), 2)
  for (const score of scores) t.ok(Math.abs(score - 1) < 1e-6, String(score))
})

/** Of near duplicates the coarse bytes tell nothing: that is what the fine ones are for. */
for (const spread of [1, 0.01, 0.0001]) {
  t.test(`the nearest are found, and only they, among vectors ${spread} apart`, async (t) => {
    const random = seededRandom(7)
    const centre = randomUnit(random, 64)
    const near = () => normalise(centre.map((value) => value + (spread * gaussian(random)) / 8))
    const vectors = Array.from({ length: 9000 }, near)
    const [rows, query] = [rowsOf(vectors), near()]
    const scores = vectors.map((vector) => dot(query, vector))
    const sorted = [...scores].sort((a, b) => b - a)

    for (const count of [1, 10, 300]) {
      const { slots } = scan(rows, query, slotsOf(9000), count)
      const least = Math.min(...[...slots].map((slot) => scores[slot]!))
      t.ok(slots.length >= count)
      t.ok(least >= sorted[slots.length - 1]! - 2e-7, `${least} is not below ${sorted[slots.length - 1]}`)
    }
  })
}

t.test('all that share the last place come along', async (t) => {
  const rows = rowsOf([Float32Array.of(1, 0), ...Array.from({ length: 9 }, () => Float32Array.of(0.6, 0.8))])
  t.equal(scan(rows, Float32Array.of(1, 0), slotsOf(10), 3).slots.length, 10)
  t.same([...scan(rows, Float32Array.of(1, 0), slotsOf(10), 1).slots], [0])
})

t.test('queries that share a pass are answered as each alone', async (t) => {
  const random = seededRandom(9)
  const rows = rowsOf(Array.from({ length: 5001 }, () => randomUnit(random, 256)))
  const query = (i: number) => ({ embedding: randomUnit(random, 256), count: 1 + 40 * i })
  const wanted = Array.from({ length: MAX_QUERIES }, (_, i) => query(i))
  const slots = slotsOf(5001).filter((slot) => slot % 3 > 0)
  const alone = wanted.map(({ embedding, count }) => scan(rows, embedding, slots, count))
  t.strictSame(scanForEach(rows, wanted, slots), alone)
  t.strictSame(scanForEach(rows, wanted.slice(0, 3), slots), alone.slice(0, 3), 'an odd number of them')
})
