import t from 'tap'
import { normalise } from '../../src/embedding/embedder.ts'
import { Prototypes, type Example } from '../../src/tagging/prototypes.ts'

const DIMENSION = 16

/** A photo near one of the axes 1 to 4, beside what all photos share; the wave makes each another. */
function photo (kind: number, i: number): Float32Array {
  const vector = Float32Array.from({ length: DIMENSION }, (_, axis) => 0.1 * Math.sin(7 * axis + 13 * i))
  vector[0] = 1
  vector[kind]! += 0.7
  return normalise(vector)
}

const CATALOGUE = Array.from({ length: 40 }, (_, i) => photo(1 + (i % 4), i))
const example = (kind: number, i: number, rest: Partial<Example> = {}): Example => ({
  attribute: 'category',
  label: kind,
  isRight: true,
  embedding: photo(kind, 100 + i),
  ...rest
})
const examples = (kind: number, count: number, rest: Partial<Example> = {}) =>
  Array.from({ length: count }, (_, i) => example(kind, i, rest))
const shiftOf = (prototypes: Prototypes | undefined, embedding: Float32Array, label: number) =>
  prototypes!.shifts(embedding).get('category')!.get(label)!

t.test('a photo like the accepted ones is drawn to the label, and others are not', (t) => {
  const prototypes = Prototypes.from(examples(2, 3), CATALOGUE)

  t.ok(shiftOf(prototypes, photo(2, 500), 2) > 0.5)
  for (const kind of [1, 3, 4]) t.ok(shiftOf(prototypes, photo(kind, 500), 2) < 0.05, `kind ${kind}`)
  t.notOk(prototypes!.shifts(photo(2, 500)).get('category')!.has(1))
  t.end()
})

t.test('a photo like the rejected ones is pushed from the label, less than the accepted ones draw', (t) => {
  const drawn = shiftOf(Prototypes.from(examples(2, 3), CATALOGUE), photo(2, 500), 2)
  const pushed = shiftOf(Prototypes.from(examples(2, 3, { isRight: false }), CATALOGUE), photo(2, 500), 2)

  t.ok(pushed < -0.05)
  t.ok(-pushed < drawn / 2)
  t.end()
})

t.test('many examples say more than one', (t) => {
  const by = (count: number) => shiftOf(Prototypes.from(examples(2, count), CATALOGUE), photo(2, 500), 2)

  t.ok(by(1) < by(3) && by(3) < by(10))
  t.end()
})

t.test('what all photos share is no likeness: accepting every kind favours none for a photo in their middle', (t) => {
  const prototypes = Prototypes.from(
    [1, 2, 3, 4].flatMap((kind) => examples(kind, 5)),
    CATALOGUE
  )
  const middle = normalise(
    CATALOGUE.reduce((sum, vector) => sum.map((value, i) => value + vector[i]!), new Float32Array(DIMENSION))
  )

  for (const label of [1, 2, 3, 4]) t.ok(Math.abs(shiftOf(prototypes, middle, label)) < 0.2, `label ${label}`)
  t.end()
})

t.test('a longer embedding is cut to the length of the examples', (t) => {
  const prototypes = Prototypes.from(examples(2, 3), CATALOGUE)
  const long = Float32Array.from([...photo(2, 500), ...new Float32Array(16)])

  t.ok(Math.abs(shiftOf(prototypes, long, 2) - shiftOf(prototypes, photo(2, 500), 2)) < 1e-5)
  t.end()
})

t.test('without examples, or without photos to tell likeness by, nothing moves', (t) => {
  t.equal(Prototypes.from([], CATALOGUE), undefined)
  t.equal(Prototypes.from(examples(2, 3), CATALOGUE.slice(0, 3)), undefined)
  t.equal(
    Prototypes.from(
      examples(2, 3),
      Array.from({ length: 5 }, () => photo(2, 1))
    )!.shifts(photo(1, 1)).size,
    0
  )
  t.end()
})
