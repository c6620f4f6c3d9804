import { join } from 'node:path'
import t from 'tap'
import { normalise, type Embedding } from '../../src/embedding/embedder.ts'
import { expectedCalibrationError, reliability, riskCoverage } from '../../src/evaluation/calibration.ts'
import { formatTaggingReport } from '../../src/evaluation/tagging-report.ts'
import { evaluateTagging } from '../../src/evaluation/tagging.ts'
import { fitProfile } from '../../src/tagging/fit/fit-profile.ts'
import { Head } from '../../src/tagging/head.ts'
import { LabelEmbeddings } from '../../src/tagging/label-embeddings.ts'
import { observeAll, readLabelled, type ObservedProduct } from '../../src/tagging/fit/labelled-photos.ts'
import { learnable } from '../../src/tagging/fit/learn.ts'
import { LabelledNeighbours, takeShots } from '../../src/tagging/fit/nearest-labelled.ts'
import { readProfile } from '../../src/tagging/profile.ts'
import { TaggerLibrary } from '../../src/tagging/tagger-library.ts'
import { Tagger } from '../../src/tagging/tagger.ts'
import { Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { product } from '../fixtures/app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { photo, WordEmbedder } from '../fixtures/word-embedder.ts'

const LEAVES = ['Fashion/Dress', 'Fashion/Shirt', 'Home/Sofa', 'Home/Lamp']
const LIMITS = { maxBytes: 1e6, maxPixels: 1e6 }

/** Photos whose category is told by one direction each, and blurred by a turn that grows with `n`. */
function observed (count: number, split: string, blur = 0.2): ObservedProduct[] {
  return Array.from({ length: count }, (_, n) => {
    const label = n % LEAVES.length
    const embedding = new Float32Array(64)
    embedding[40 + label] = 1
    embedding[50 + (n % 7)] = blur
    embedding[40 + ((label + 1) % LEAVES.length)] = (n % 10 === 9 ? 6 : 0) * blur
    return {
      product: product(`${split}-${n}`, '', { category: LEAVES[label]! }),
      split,
      colors: new Map([['red', 1]]),
      embedding: normalise(embedding)
    }
  })
}

async function plainTagger (): Promise<Tagger> {
  const taxonomy = new Taxonomy(smallTaxonomy())
  return new Tagger({ taxonomy, bank: await LabelEmbeddings.build(taxonomy, new WordEmbedder()) })
}

t.test('a classifier learns from labelled embeddings and survives being written down', async (t) => {
  const examples = observed(60, 'train').map(({ embedding, product }) => ({ embedding, value: product.category! }))
  const head = Head.fit('category', examples)!

  const again = Head.fromJson(JSON.parse(JSON.stringify(head.toJson())) as ReturnType<Head['toJson']>)

  const best = (embedding: Embedding) => [...again.predict(embedding)].sort(([, a], [, b]) => b - a)[0]![0]
  t.same(
    observed(8, 'test').map(({ embedding }) => best(embedding)),
    [...LEAVES, ...LEAVES]
  )
  t.same(again.predict(examples[0]!.embedding), head.predict(examples[0]!.embedding))
})

t.test('one label, or too few photos of each, teach nothing', async (t) => {
  const one = observed(60, 'train').map(({ embedding }) => ({ embedding, value: 'Home/Sofa' }))
  const few = observed(12, 'train').map(({ embedding, product }) => ({ embedding, value: product.category! }))

  t.equal(Head.fit('category', one), undefined)
  t.equal(Head.fit('category', few), undefined)
})

t.test('a learned profile tags better than none, and its threshold keeps the precision asked for', async (t) => {
  const plain = await plainTagger()
  const { taxonomy, bank } = plain
  const train = observed(80, 'train')
  const profile = fitProfile({
    taxonomy,
    bank,
    model: 'words-1',
    folds: [train, observed(80, 'more')],
    precision: 0.95
  })
  const learned = new Tagger({
    taxonomy,
    bank,
    profile,
    heads: new Map(profile.heads.map((head) => [head.attribute, Head.fromJson(head)]))
  })
  const neighbours = new LabelledNeighbours(train)
  const judge = (tagger: Tagger, observe = (item: ObservedProduct) => neighbours.observe(item)) =>
    evaluateTagging({ tagger, products: observed(40, 'test'), observe, open: true })[0]!

  const alone = judge(plain, ({ embedding, colors }) => ({ embedding, colors, neighbours: [] }))
  const taught = judge(learned)

  t.ok(taught.macroF1 > alone.macroF1 + 0.3, `${taught.macroF1} against ${alone.macroF1}`)
  t.ok(taught.assigned!.precision >= 0.95 && taught.assigned!.coverage > 0.5)
  t.match(formatTaggingReport([taught]), /category: 40 products, top-1 [01]\.\d{3}, macro F1/)
})

t.test(
  'each set of sources is weighed by itself: without neighbours a tagger is no less sure than it is right',
  async (t) => {
    const { taxonomy, bank } = await plainTagger()
    const profile = fitProfile({
      taxonomy,
      bank,
      model: 'words-1',
      folds: [observed(80, 'a'), observed(80, 'b'), observed(80, 'c')],
      precision: 0.9
    })
    t.same(Object.keys(profile.attributes['category']!).sort(), [
      'HEAD+NEIGHBOUR+PROMPT',
      'HEAD+PROMPT',
      'NEIGHBOUR+PROMPT',
      'PROMPT'
    ])
    const tagger = new Tagger({
      taxonomy,
      bank,
      profile,
      heads: new Map(profile.heads.map((head) => [head.attribute, Head.fromJson(head)]))
    })
    const alone = evaluateTagging({
      tagger,
      products: observed(40, 'test'),
      observe: ({ embedding }) => ({ embedding, neighbours: [] }),
      open: true
    })[0]!

    t.ok(alone.assigned!.precision >= 0.9 && alone.assigned!.coverage > 0.5, JSON.stringify(alone.assigned))
    t.ok(alone.calibrationError < 0.15, `${alone.calibrationError}`)
  }
)

t.test('a few shots are the first of each category, and a product is not its own neighbour', async (t) => {
  const products = observed(20, 'train')

  const shots = takeShots(products, 2)

  t.same(
    shots.map(({ product: { id } }) => id),
    products.slice(0, 8).map(({ product: { id } }) => id)
  )
  const { neighbours } = new LabelledNeighbours(shots).observe(shots[0]!)
  t.equal(neighbours.length, 7)
  t.equal(neighbours[0]!.product.category, shots[0]!.product.category)
})

t.test('what a shop learned comes before what ships, and neither serves another model', async (t) => {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()) })
  const shipped = join(folder, 'tagging.json')
  const library = (embedder: WordEmbedder) =>
    new TaggerLibrary({
      embedder,
      files: [join(folder, 'shop.json')],
      shippedProfile: shipped,
      shippedLabels: 'none',
      dataDir: folder
    })
  const [words, others] = [library(new WordEmbedder()), library(new WordEmbedder('words-2'))]
  const taxonomy = await words.taxonomy()
  const profile = (precision: number) => ({
    version: 2 as const,
    model: 'words-1',
    taxonomy: 'small',
    precision,
    attributes: {},
    heads: []
  })

  t.equal(await words.profile(taxonomy), undefined)
  await words.save(profile(0.9), taxonomy, shipped)
  t.equal((await words.profile(taxonomy))?.precision, 0.9)
  await words.save(profile(0.8), taxonomy)
  t.equal((await words.profile(taxonomy))?.precision, 0.8)
  t.equal(await others.profile(taxonomy), undefined)
})

t.test('a damaged profile is named, with the command that writes it again', async (t) => {
  const folder = t.testdir({ 'tagging.json': '{"version":1}' })

  await t.rejects(readProfile(join(folder, 'tagging.json')), {
    code: 'TAGGING_PROFILE_INVALID',
    message: /vitrine tag --fit/
  })
})

t.test(
  'labelled photos are read with their splits, observed, and those of the test split are not learned from',
  async (t) => {
    const line = (image: string, split: string) =>
      `${JSON.stringify({ image, label: 'Dress', split, color: 'red' })}\n`
    const folder = t.testdir({
      'labels.jsonl': line('a.jpg', 'train') + line('b.jpg', 'test'),
      'a.jpg': await photo('red'),
      'b.jpg': await photo('green')
    })
    const file = join(folder, 'labels.jsonl')

    const labelled = await readLabelled(file)
    const seen = await observeAll(file, labelled, { embedder: new WordEmbedder(), limits: LIMITS })

    t.match(labelled, [
      { product: { category: 'Dress', color: 'red', images: ['a.jpg'] }, split: 'train' },
      { split: 'test' }
    ])
    t.same(
      seen.map(({ colors }) => [...colors].sort(([, a], [, b]) => b - a)[0]![0]),
      ['red', 'green']
    )
    t.same(
      learnable(labelled).map(({ split }) => split),
      ['train']
    )
  }
)

t.test('colors of labelled photos may come from a file of their own', async (t) => {
  const folder = t.testdir({
    'labels.jsonl':
      '{"id":"a","image":"a.jpg","label":"Dress"}\n{"id":"b","image":"b.jpg","label":"Dress","color":"green"}\n',
    'colors.jsonl': '{"id":"a","split":"train","color":"red, white"}\n\n',
    'damaged.jsonl': '{"id":"a","color":"red"}\n{"id":"b"}\n'
  })
  const labelled = async (colors: string) => await readLabelled(join(folder, 'labels.jsonl'), join(folder, colors))

  t.same(
    (await labelled('colors.jsonl')).map(({ product: { color } }) => color),
    ['red, white', 'green']
  )
  await t.rejects(labelled('damaged.jsonl'), {
    code: 'CATALOGUE_FILE_INVALID',
    message: /damaged.jsonl.*line 2 lacks "id" or "color"/
  })
})

t.test('a labelled line that lacks something is named', async (t) => {
  const folder = t.testdir({ 'labels.jsonl': '{"image":"a.jpg","label":"Dress"}\n{"image":"b.jpg"}\n' })

  await t.rejects(readLabelled(join(folder, 'labels.jsonl')), {
    code: 'CATALOGUE_FILE_INVALID',
    message: /line 2 lacks "image" or "label"/
  })
})

t.test('coverage, reliability and calibration error follow their definitions', async (t) => {
  const answers = [
    [0.95, true],
    [0.95, true],
    [0.85, true],
    [0.85, false],
    [0.15, false]
  ].map(([confidence, isRight]) => ({ confidence: Number(confidence), isRight: isRight === true }))

  t.same(
    riskCoverage(answers).filter((_, i) => [3, 5, 9].includes(i)),
    [
      { coverage: 0.4, precision: 1 },
      { coverage: 0.6, precision: 1 },
      { coverage: 1, precision: 0.6 }
    ]
  )
  t.same(
    reliability(answers).map(({ from, count, precision }) => [from, count, precision]),
    [
      [0.1, 1, 0],
      [0.8, 2, 0.5],
      [0.9, 2, 1]
    ]
  )
  t.ok(Math.abs(expectedCalibrationError(answers) - (0.15 + 2 * 0.35 + 2 * 0.05) / 5) < 1e-9)
})
