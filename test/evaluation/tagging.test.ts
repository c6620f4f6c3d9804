import t from 'tap'
import { expectedCalibrationError, reliability, riskCoverage } from '../../src/evaluation/calibration.ts'
import { evaluateTagging, type AttributeFigures } from '../../src/evaluation/tagging.ts'
import type { Product } from '../../src/catalogue/product.ts'
import type { ObservedProduct } from '../../src/tagging/fit/labelled-photos.ts'
import type { Reading, Tagger } from '../../src/tagging/tagger.ts'
import { Taxonomy, type Attribute } from '../../src/taxonomy/taxonomy.ts'
import { product } from '../fixtures/app.ts'
import { seededRandom } from '../fixtures/random.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const taxonomy = new Taxonomy(smallTaxonomy())
/** What a tagger says of a product, by attribute and value; the other values share what is left. */
type Said = Readonly<Record<string, Readonly<Record<string, number>>>>

function figuresOf (
  items: ReadonlyArray<readonly [stated: Partial<Product>, said: Said]>,
  { open = true, threshold = undefined as number | undefined } = {}
): Map<string, AttributeFigures> {
  const said = new Map(items.map(([, answer], i) => [`p${i}`, answer]))
  const products = items.map(([stated], i): ObservedProduct => ({
    product: product(`p${i}`, '', { images: [`${i}.jpg`], ...stated }),
    embedding: new Float32Array([1]),
    colors: new Map()
  }))
  const read = ({ name, labels }: Attribute, { title }: { title?: { text: string } | undefined }): Reading => {
    const known = said.get(title!.text)?.[name] ?? {}
    const left =
      (1 - Object.values(known).reduce((sum, confidence) => sum + confidence, 0)) /
      (labels.length - Object.keys(known).length)
    const candidates = labels.map(({ value }) => ({ value, confidence: known[value] ?? left }))
    return { candidates: candidates.sort((a, b) => b.confidence - a.confidence), sources: [], threshold }
  }
  const observe = ({ product: { id }, embedding }: ObservedProduct) => ({
    embedding,
    neighbours: [],
    title: { text: id, embedding }
  })
  return new Map(
    evaluateTagging({ tagger: { taxonomy, read } as unknown as Tagger, products, observe, open }).map((figures) => [
      figures.attribute,
      figures
    ])
  )
}

const [DRESS, SHIRT, SOFA] = ['Fashion/Dress', 'Fashion/Shirt', 'Home/Sofa']

t.test('an attribute that no product states is not judged', async (t) => {
  t.same(
    [
      ...figuresOf([
        [{ category: DRESS }, {}],
        [{ category: SOFA, color: 'red' }, {}]
      ]).keys()
    ],
    ['category', 'color']
  )
  t.equal(figuresOf([[{}, {}]]).size, 0)
})

t.test('precision, recall and F1 of a value follow their definitions', async (t) => {
  const say = (path: string) => ({ category: { [path]: 0.9 } })
  const { top1, macroF1, labels, products } = figuresOf([
    [{ category: DRESS }, say(DRESS)],
    [{ category: DRESS }, say(DRESS)],
    [{ category: DRESS }, say(SHIRT)],
    [{ category: SHIRT }, say(SHIRT)],
    [{ category: SOFA }, say(SHIRT)]
  ]).get('category')!

  t.equal(products, 5)
  t.equal(top1, 0.6)
  t.same(
    labels.map(({ label, support, precision, recall }) => [label, support, precision, recall]),
    [
      [DRESS, 3, 1, 2 / 3],
      [SHIRT, 1, 1 / 3, 1],
      [SOFA, 1, 0, 0]
    ]
  )
  t.ok(Math.abs(macroF1 - (0.8 + 0.5 + 0) / 3) < 1e-12)
})

t.test('a leaf below a stated branch is right', async (t) => {
  const { top1, cells } = figuresOf([[{ category: 'Fashion' }, { category: { [SHIRT]: 0.9 } }]]).get('category')!

  t.equal(top1, 1)
  t.same(cells, [{ stated: 'Fashion', given: 'Fashion', count: 1 }])
})

t.test('among the values of the file only, confidences are those given that one of them is right', async (t) => {
  const items: Parameters<typeof figuresOf>[0] = [
    [{ category: DRESS }, { category: { [SOFA]: 0.5, [DRESS]: 0.3, [SHIRT]: 0.1 } }],
    [{ category: SHIRT }, { category: { [SHIRT]: 0.9, [DRESS]: 0.1 } }]
  ]

  const [open, closed] = [figuresOf(items).get('category')!, figuresOf(items, { open: false }).get('category')!]

  t.equal(open.top1, 0.5)
  t.equal(closed.top1, 1)
  t.ok(Math.abs(closed.reliability[0]!.confidence - 0.75) < 0.01)
})

t.test('of several stated values each that was given is a hit, and none is missed', async (t) => {
  const { top1, labels } = figuresOf([
    [{ color: 'red, blue' }, { color: { blue: 0.9 } }],
    [{ color: 'red' }, { color: { red: 0.9 } }]
  ]).get('color')!

  t.equal(top1, 1)
  t.same(
    labels.map(({ label, support, recall, precision }) => [label, support, recall, precision]),
    [
      ['blue', 1, 1, 1],
      ['red', 1, 1, 1]
    ]
  )
})

t.test('mistakes are counted with the surest of their photos first, the most frequent mistake first', async (t) => {
  const wrong = (stated: string, given: string, confidence: number) =>
    [{ category: stated }, { category: { [given]: confidence } }] as const
  const { confusions } = figuresOf([
    wrong(SOFA, DRESS, 0.5),
    ...Array.from({ length: 15 }, (_, i) => wrong(DRESS, SHIRT, 0.5 + i / 100))
  ]).get('category')!

  t.match(
    confusions.map(({ stated, given, count }) => [stated, given, count]),
    [
      [DRESS, SHIRT, 15],
      [SOFA, DRESS, 1]
    ]
  )
  t.equal(confusions[0]!.examples.length, 12)
  t.match(confusions[0]!.examples[0], { productId: 'p15', image: '15.jpg' })
  t.ok(Math.abs(confusions[0]!.examples[0]!.confidence - 0.64) < 1e-9)
})

t.test('what the threshold lets through is judged apart', async (t) => {
  const items: Parameters<typeof figuresOf>[0] = [
    [{ category: DRESS }, { category: { [DRESS]: 0.8 } }],
    [{ category: DRESS }, { category: { [DRESS]: 0.78 } }],
    [{ category: SHIRT }, { category: { [DRESS]: 0.95 } }]
  ]

  t.same(figuresOf(items, { threshold: 0.79 }).get('category')!.assigned, {
    threshold: 0.79,
    coverage: 2 / 3,
    precision: 0.5
  })
  t.same(figuresOf(items, { threshold: 0.99 }).get('category')!.assigned, {
    threshold: 0.99,
    coverage: 0,
    precision: 1
  })
  t.equal(figuresOf(items).get('category')!.assigned, undefined)
})

t.test(
  'every answer is in one bin, confidences of 0 and 1 included, and a calibrated tagger has no error',
  async (t) => {
    const random = seededRandom(37)
    const answers = Array.from({ length: 5000 }, (_, i) => {
      const confidence = i < 10 ? i % 2 : random()
      return { confidence, isRight: random() < confidence }
    })

    t.equal(
      reliability(answers).reduce((sum, { count }) => sum + count, 0),
      answers.length
    )
    t.same(
      reliability([{ confidence: 1, isRight: true }]).map(({ from }) => from),
      [0.9]
    )
    t.ok(expectedCalibrationError(answers) < 0.03)
    t.ok(expectedCalibrationError(answers.map(({ isRight }) => ({ confidence: 0.99, isRight }))) > 0.4)
    const curve = riskCoverage(answers)
    t.same(
      curve.map(({ coverage }) => coverage),
      Array.from({ length: 10 }, (_, i) => (i + 1) / 10)
    )
    t.ok(curve[0]!.precision > curve.at(-1)!.precision + 0.3, 'the surest are right more often')
    t.same(
      riskCoverage([{ confidence: 0.5, isRight: true }]).map(({ precision }) => precision),
      Array<number>(10).fill(1),
      'of one answer each share is that one'
    )
  }
)
