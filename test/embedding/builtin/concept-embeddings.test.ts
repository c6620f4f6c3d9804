import t from 'tap'
import { ConceptEmbeddings } from '../../../src/embedding/builtin/concept-embeddings.ts'
import type { Head } from '../../../src/embedding/builtin/head.ts'
import { softmax } from '../../../src/learning/softmax.ts'
import { dot } from '../../../src/embedding/embedder.ts'

/**
 * Three values for a text and two for a photo; of three classes the last is something to wear, and there are two
 * labels.
 */
const HEAD: Head = {
  labels: ['Dress', 'Hat'],
  textMean: Float32Array.of(1, 1, 1),
  // Swaps the first two values.
  textDirections: Float32Array.of(0, 1, 0, 1, 0, 0, 0, 0, 1),
  classTexts: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  labelTexts: Float32Array.of(0.6, 0.8, 0, -0.6, 0.8, 0),
  clothingClasses: Float32Array.of(0, 0, 1),
  featureMean: Float32Array.of(0.5, 0.25),
  featureDirections: Float32Array.of(1, 0, 0, 1),
  weights: Float32Array.of(9, 0, -9, 0),
  biases: Float32Array.of(0, 0),
  // Two colors, told by the first share and the second component.
  colorWeights: Float32Array.of(1, 0, 0, 3, 0, 0, 0, 0),
  colorBiases: Float32Array.of(0, 0)
}
const bank = new ConceptEmbeddings(HEAD)
const near = (actual: Float32Array, expected: readonly number[]) =>
  actual.length === expected.length && expected.every((value, i) => Math.abs(actual[i]! - value) < 1e-3)

t.test('a text is laid into the space of concepts: less the mean, turned, at unit length', async (t) => {
  t.ok(near(bank.ofText(Float32Array.of(4, 5, 1)), [0.8, 0.6, 0]))
})

t.test('a photo of one class is that class', async (t) => {
  t.ok(near(bank.ofPhoto(Float32Array.of(20, 0, 0), Float32Array.of(1, 0)), [1, 0, 0]))
})

t.test('a photo of two classes lies between them, by their probability', async (t) => {
  const semantic = bank.ofPhoto(Float32Array.of(10 + Math.log(3), 10, 0), Float32Array.of(1, 0))

  t.ok(Math.abs(semantic[0]! / semantic[1]! - 3) < 1e-2)
})

t.test('labels speak for what is worn, and the classifier says which', async (t) => {
  const [dress, hat] = [5, -5].map((component) =>
    bank.ofPhoto(Float32Array.of(0, 0, 20), Float32Array.of(component, 0))
  )
  const [dressText, hatText] = [Float32Array.of(0.6, 0.8, 0), Float32Array.of(-0.6, 0.8, 0)]

  t.ok(dot(dress!, dressText) > 0.95 && dot(hat!, hatText) > 0.95)
  t.ok(dress![2]! > 0, 'the class itself is heard as well')
})

t.test('a little clothing lets the labels speak a little', async (t) => {
  const shareOfLabels = (clothing: number) => {
    const logits = Float32Array.of(Math.log(1 - clothing), -50, Math.log(clothing))
    return bank.ofPhoto(logits, Float32Array.of(5, 0))[1]!
  }

  t.ok(shareOfLabels(0.01) < shareOfLabels(0.1) && shareOfLabels(0.1) < shareOfLabels(0.3))
  t.ok(shareOfLabels(0.01) < 0.05)
})

t.test('probabilities of labels are in their order and sum to one', async (t) => {
  const probabilities = bank.labelProbabilities(Float32Array.of(0.1, 7))

  t.ok(Math.abs(probabilities[0]! + probabilities[1]! - 1) < 1e-6)
  t.ok(probabilities[0]! > 0.8)
  t.ok(near(bank.labelProbabilities(Float32Array.of(0, 0)), [0.5, 0.5]))
})

t.test('components are evened features less their mean, and the visual part is their direction', async (t) => {
  const [few, many] = [0.3 ** 0.7, 1].map((value) => value / Math.hypot(0.3 ** 0.7, 1))
  const components = bank.components(Float32Array.of(3, 10))
  const kept = components.slice()

  t.ok(near(components, [few! - 0.5, many! - 0.25]))
  t.ok(
    near(
      bank.visual(components),
      [few! - 0.5, many! - 0.25].map((value) => value / Math.hypot(few! - 0.5, many! - 0.25))
    )
  )
  t.same(components, kept, 'which are left as they are')
})

t.test('a photo with twice as much of everything has the same components', async (t) => {
  t.ok(near(bank.components(Float32Array.of(6, 20)), [...bank.components(Float32Array.of(3, 10))]))
})

t.test('softmax gives probabilities in the order of the logits, however large they are', async (t) => {
  for (const logits of [[1, 2, 3], [1000, 1001, 1002], [-1000, -999, -998], [0]]) {
    const probabilities = [...softmax(Float32Array.from(logits))]
    t.ok(Math.abs(probabilities.reduce((sum, value) => sum + value, 0) - 1) < 1e-6)
    t.same(
      probabilities,
      [...probabilities].sort((a, b) => a - b)
    )
  }
  t.ok(near(softmax(Float32Array.of(0, Math.log(3))), [0.25, 0.75]))
})

t.test('a temperature above one evens probabilities out, one below sharpens them', async (t) => {
  const largest = (temperature: number) => Math.max(...softmax(Float32Array.of(0, 1, 2), temperature))

  t.ok(largest(10) < largest(1) && largest(1) < largest(0.1))
  t.ok(largest(1000) < 0.34)
})

t.test('a color is named by how much of it there is and by what the photo shows', async (t) => {
  const plain = bank.colors(Float32Array.of(0.5, 0.5), Float32Array.of(0, 0))
  const more = bank.colors(Float32Array.of(0.9, 0.1), Float32Array.of(0, 0))
  const shown = bank.colors(Float32Array.of(0.5, 0.5), Float32Array.of(0, -2))

  for (const names of [plain, more, shown]) t.ok(Math.abs(names[0]! + names[1]! - 1) < 1e-6)
  t.ok(more[0]! > plain[0]! + 0.01, 'a larger share is likelier the name')
  t.ok(shown[0]! < 0.05, 'unless things that look so are called otherwise')
})
