import t from 'tap'
import { dot, normalise } from '../../src/embedding/embedder.ts'
import { fuse, fusedLength, weigh, type FusionPreset } from '../../src/search/fusion.ts'
import type { PartName, QueryPart } from '../../src/search/query-part.ts'
import { gaussian, seededRandom } from '../fixtures/random.ts'

const PRESETS: readonly FusionPreset[] = ['BALANCED', 'MEAN', 'SIMILAR', 'MODIFY']
/** Photos spread four times as far against photos as words do. */
const CALIBRATION = {
  text: { text: { mean: 0.4, deviation: 0.1, matched: 1 }, image: { mean: 0.1, deviation: 0.05, matched: 0.3 } },
  image: { text: { mean: 0.1, deviation: 0.05, matched: 0.3 }, image: { mean: 0.3, deviation: 0.2, matched: 0.9 } }
}

function part (name: PartName, modality: QueryPart['modality'], embedding: readonly number[] = [1, 0, 0]): QueryPart {
  return { name, modality, embedding: normalise(Float32Array.from(embedding)) }
}

const [text, image, without] = [
  part('TEXT', 'text'),
  part('IMAGE', 'image', [0, 1, 0]),
  part('WITHOUT', 'text', [0, 0, 1])
]
/** A product found by its words and its photo. */
const liked = [part('LIKE', 'text', [1, 1, 0]), part('LIKE', 'image', [0, 1, 1])]

function weightOf (
  name: PartName,
  parts: readonly QueryPart[],
  ...rest: [Parameters<typeof weigh>[1], Parameters<typeof weigh>[2]?]
): number {
  return weigh(parts, rest[0], rest[1])
    .filter((part) => part.name === name)
    .reduce((sum, { weight }) => sum + weight, 0)
}

t.test('the absolute weights add up to 1, whatever is asked and however it is weighed', async (t) => {
  for (const parts of [[text], [image], [text, image], [text, without], [text, image, ...liked, without], liked]) {
    for (const preset of PRESETS) {
      for (const calibration of [undefined, CALIBRATION]) {
        const weights = weigh(parts, { preset }, calibration).map(({ weight }) => weight)
        t.ok(
          Math.abs(weights.reduce((sum, weight) => sum + Math.abs(weight), 0) - 1) < 1e-12,
          `${preset} of ${parts.length}`
        )
      }
    }
  }
})

t.test('only what is to be less of has a negative weight', async (t) => {
  const weighted = weigh([text, image, ...liked, without], {}, CALIBRATION)

  t.same(
    weighted.map(({ name, weight }) => [name, Math.sign(weight)]),
    [
      ['TEXT', 1],
      ['IMAGE', 1],
      ['LIKE', 1],
      ['LIKE', 1],
      ['WITHOUT', -1]
    ]
  )
})

t.test('a single part has the whole weight under every preset', async (t) => {
  for (const preset of PRESETS) t.equal(weightOf('IMAGE', [image], { preset }, CALIBRATION), 1, preset)
})

t.test('SIMILAR leans to the photo, MODIFY to the words', async (t) => {
  t.equal(weightOf('IMAGE', [text, image], { preset: 'SIMILAR' }), 0.75)
  t.equal(weightOf('IMAGE', [text, image], { preset: 'MODIFY' }), 0.25)
})

t.test('own weights override the preset for the parts they name, and only for those', async (t) => {
  t.equal(weightOf('TEXT', [text, image], { preset: 'MEAN', weights: { TEXT: 0.5 } }), 0.5)
  t.equal(weightOf('TEXT', [text, image], { preset: 'MEAN', weights: { TEXT: 1 } }), 2 / 3)
  t.equal(weightOf('TEXT', [text, image], { weights: { TEXT: 0 } }), 0, 'zero is a weight, too')
  t.equal(
    weightOf('TEXT', [text, image], { weights: { LIKE: 1 } }),
    0.5,
    'a part that was not asked for counts for nothing'
  )
})

t.test('a liked product weighs as one part, though it is two views', async (t) => {
  t.equal(weightOf('LIKE', [text, ...liked], { preset: 'MEAN' }), 0.5)
  t.ok(Math.abs(weightOf('LIKE', [text, ...liked], { weights: { TEXT: 0.3, LIKE: 0.7 } }) - 0.7) < 1e-12)
  t.same(
    weigh(liked, { preset: 'MEAN' }, CALIBRATION).map(({ weight }) => weight),
    [0.5, 0.5]
  )
})

t.test('without measurements, or where photos do not differ, modalities are taken as they are', async (t) => {
  const flat = { ...CALIBRATION, text: { ...CALIBRATION.text, image: { mean: 0, deviation: 0, matched: 0 } } }

  t.equal(weightOf('TEXT', [text, image], {}), 0.5)
  t.ok(Number.isFinite(weightOf('TEXT', [text, image], {}, flat)))
})

t.test('parts that cancel each other out are told so, instead of searching for nothing', async (t) => {
  const same = { ...without, embedding: text.embedding }

  t.throws(() => fuse(weigh([text, same], { preset: 'MEAN' }, undefined)), {
    code: 'BAD_USER_INPUT',
    message: /cancel each other out/
  })
  t.doesNotThrow(() => fuse(weigh([text, same], {}, undefined)), 'less of it than was asked for is fine')
})

t.test('the fused vector ranks as the weighted sum of what each part says', async (t) => {
  const random = seededRandom(7)
  const vector = () => Array.from({ length: 16 }, () => gaussian(random))
  for (let round = 0; round < 50; round++) {
    const parts = weigh(
      [part('TEXT', 'text', vector()), part('IMAGE', 'image', vector()), part('WITHOUT', 'text', vector())],
      { weights: { TEXT: random(), IMAGE: random(), WITHOUT: random() } },
      undefined
    )
    const view = normalise(Float32Array.from(vector()))
    const summed = parts.reduce((sum, { weight, embedding }) => sum + weight * dot(embedding, view), 0)

    t.ok(Math.abs(dot(fuse(parts), view) * fusedLength(parts) - summed) < 1e-5, `round ${round}`)
  }
})
