import { join } from 'node:path'
import t, { type Test } from 'tap'
import { evaluateReviews, formatReviewReport } from '../../src/evaluation/with-reviews.ts'
import { inspectImage } from '../../src/images/inspect-image.ts'
import { neighboursOf } from '../../src/tagging/neighbours-of.ts'
import type { ObservedProduct } from '../../src/tagging/fit/labelled-photos.ts'
import { ReviewKnowledge } from '../../src/review/review-knowledge.ts'
import { ReviewLog } from '../../src/review/store/review-log.ts'
import type { VectorIndex } from '../../src/vectors/vector-store.ts'
import { product, testApp, type TestApp } from '../fixtures/app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { dataUri, photo } from '../fixtures/word-embedder.ts'

/** What this shop sells: nothing that its taxonomy's words could tell from a color. */
const CATEGORIES = { red: 'Home/Sofa', green: 'Fashion/Shirt', blue: 'Home/Lamp' } as const
type Color = keyof typeof CATEGORIES
const COLORS = Object.keys(CATEGORIES) as Color[]
/** Twenty-four products with a photo and nothing else. */
const SILENT = Array.from({ length: 24 }, (_, i) =>
  product(`p${i}`, 'thing', { images: [`/media/${COLORS[i % 3]}-${i}.jpg`] })
)
const colorOf = (id: string) => COLORS[Number(id.slice(1)) % 3]!

const REVIEW = 'mutation ($input: ReviewTagsInput!) { reviewTags(input: $input) { entries { id } } }'
const QUEUE =
  '{ reviewQueue(first: 10, attribute: "category") { items { product { id } tagging { category { path alternatives { value } } } } } }'
interface Queue {
  readonly items: ReadonlyArray<{
    readonly product: { readonly id: string }
    readonly tagging: { readonly category: { readonly path: string | null } }
  }>
}

async function silentShop (t: Test): Promise<TestApp> {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()) })
  return await testApp(t, {
    products: SILENT,
    store: new MemoryVectorStore(),
    env: { TAXONOMY: join(folder, 'shop.json'), REVIEW: 'local' }
  })
}

/** The next ten of the queue, each put right. */
async function correctTen ({ ask }: TestApp): Promise<string[]> {
  const { items } = (await ask(QUEUE)).data!['reviewQueue'] as Queue
  for (const {
    product: { id },
    tagging: {
      category: { path }
    }
  } of items) {
    const right = CATEGORIES[colorOf(id)]
    const decision =
      path === right
        ? { value: right, verdict: 'ACCEPT' }
        : { ...(path !== null && { value: path }), verdict: 'REPLACE', replacement: right }
    await ask(REVIEW, { input: { productId: id, decisions: [{ attribute: 'category', ...decision }] } })
  }
  return items.map(({ product: { id } }) => id)
}

/** Photos that the shop does not sell, and their categories. */
async function labelled ({ model }: TestApp): Promise<ObservedProduct[]> {
  return await Promise.all(
    COLORS.flatMap((color) =>
      [1, 2].map(async (i) => {
        const image = await inspectImage(await photo(color, 32 + i), { maxBytes: 1e6, maxPixels: 1e6 })
        return {
          product: product(`held-out-${color}-${i}`, '', { category: CATEGORIES[color] }),
          embedding: await model.embed({ image }, { purpose: 'query' }),
          colors: new Map()
        }
      })
    )
  )
}

async function judge (test: TestApp) {
  const { taggers, reviewLog, catalogue } = test.services
  const tagger = await taggers.tagger()
  const learned = await new ReviewKnowledge(reviewLog, catalogue).learned(tagger.taxonomy)
  const products = await labelled(test)
  const opened = await catalogue.open(64)
  const alike = new Map(
    await Promise.all(
      products.map(async ({ product: { id }, embedding }) => [id, await neighboursOf(opened, embedding, id)] as const)
    )
  )
  return evaluateReviews(
    { tagger, products, observe: ({ product: { id }, embedding }) => ({ embedding, ...alike.get(id)! }), open: true },
    learned
  )
}

t.test(
  'a reviewer corrects ten of the queue, and the next run is better by the figures of the evaluation',
  async (t) => {
    const test = await silentShop(t)

    const ids = await correctTen(test)

    const figures = await judge(test)
    const [before, after] = [figures.before[0]!, figures.after[0]!]
    t.equal(new Set(ids).size, 10)
    t.match(figures, { reviewVersion: 10, examples: 10 })
    t.match([before.attribute, before.products], ['category', 6])
    t.ok(before.top1 <= 0.5, `before ${before.top1}`)
    t.equal(after.top1, 1)
    t.equal(after.macroF1, 1)
    t.match(
      formatReviewReport(figures),
      /with 10 reviewed products, up to entry 10.*\n\n.*\ncategory +0\.\d{3} → 1\.000 {3}0\.\d{3} → 1\.000/
    )
  }
)

t.test('photos answer by what was learned, without a model call for any example', async (t) => {
  const test = await silentShop(t)
  const image = await dataUri('red')
  const query =
    'query ($image: Upload!) { autoTag(image: $image) { category { path evidence { kind productId } } reviewVersion } }'
  await test.ask(query, { image })
  const ids = await correctTen(test)
  test.model.calls = 0

  const { data } = await test.ask(query, { image: await dataUri('red', 40) })

  t.equal(test.model.calls, 1)
  t.match(data!['autoTag'], { category: { path: 'Home/Sofa' }, reviewVersion: 10 })
  const { category } = data!['autoTag'] as {
    category: { evidence: ReadonlyArray<{ kind: string; productId: string }> }
  }
  const shown = category.evidence.filter(({ kind }) => kind === 'NEIGHBOUR').map(({ productId }) => productId)
  t.ok(shown.length > 0)
  t.ok(shown.every((id) => ids.includes(id) && colorOf(id) === 'red'))
})

t.test(
  'the same log and catalogue give the same answers again, and taking all back gives those from before',
  async (t) => {
    const test = await silentShop(t)
    const { taggers, catalogue, reviewLog, reviews } = test.services
    const { taxonomy } = await taggers.tagger()
    await correctTen(test)
    const one = await judge(test)

    const again = new ReviewKnowledge(new ReviewLog(reviewLog.place), catalogue)
    t.same(await judge(test), one)
    t.same(
      (await again.learned(taxonomy)).prototypes,
      (await new ReviewKnowledge(reviewLog, catalogue).learned(taxonomy)).prototypes
    )

    await reviews.revert(
      Array.from({ length: 10 }, (_, i) => i + 1),
      'anna'
    )

    const reverted = await judge(test)
    t.match(reverted, { reviewVersion: 20, examples: 0 })
    t.same(reverted.after, reverted.before)
    t.same(reverted.before, one.before)
    t.match(await catalogue.product('p0'), { category: undefined })
  }
)

t.test('decisions go into the index again after it was written anew', async (t) => {
  const test = await silentShop(t)
  const { reviews, catalogue } = test.services
  await reviews.review({
    productId: 'p0',
    decisions: [{ attribute: 'color', verdict: 'ACCEPT', value: 'red' }],
    who: 'anna'
  })
  for (const dimension of catalogue.dimensions) {
    const { index } = await catalogue.open(dimension)
    const records = [...(await index.get(['p0#text', 'p0#image-0'])).values()]
    t.same(
      records.map(({ metadata }) => metadata['color']),
      ['red', 'red']
    )
    await index.upsert(
      records.map(({ metadata: { color: _color, ...metadata }, ...record }) => ({ ...record, metadata }))
    )
  }

  t.equal(await reviews.apply(), 1)
  t.equal(await reviews.apply(), 0)

  const { index } = await catalogue.open(16)
  t.equal((await index.get(['p0#image-0'])).get('p0#image-0')!.metadata['color'], 'red')
})

t.test('a photo that took the place of the one looked at teaches nothing', async (t) => {
  const test = await silentShop(t)
  const { reviews, catalogue, taggers, reviewLog } = test.services
  await reviews.review({
    productId: 'p0',
    decisions: [{ attribute: 'category', verdict: 'ACCEPT', value: 'Home/Sofa' }],
    who: 'anna'
  })
  const { index } = await catalogue.open(64)
  const [record] = (await index.get(['p0#image-0'])).values()
  await index.upsert([{ ...record!, metadata: { ...record!.metadata, imageUrl: '/media/blue-new.jpg' } }])

  const learned = await new ReviewKnowledge(reviewLog, catalogue).learned(await taggers.taxonomy())

  t.equal(learned.examples, 0)
  t.equal(learned.prototypes, undefined)
})

t.test('each photo is read once, however many reviews follow', async (t) => {
  const test = await silentShop(t)
  const { catalogue, taggers, reviewLog, reviews } = test.services
  const taxonomy = await taggers.taxonomy()
  const { index, manifest } = await catalogue.open(64)
  const asked: string[][] = []
  const get = async (keys: readonly string[]) => {
    asked.push([...keys])
    return await index.get(keys)
  }
  const watched = { spec: index.spec, get, list: () => index.list() } as unknown as VectorIndex
  const knowledge = new ReviewKnowledge(reviewLog, {
    dimensions: [64],
    open: async () => ({ index: watched, manifest })
  })
  const review = async (productId: string) =>
    await reviews.review({
      productId,
      decisions: [{ attribute: 'category', verdict: 'ACCEPT', value: 'Home/Sofa' }],
      who: 'anna'
    })

  for (const id of ['p0', 'p3', 'p0']) {
    await review(id)
    await knowledge.learned(taxonomy)
  }

  t.same(asked, [['p0#image-0'], ['p3#image-0'], []])
  t.equal((await knowledge.learned(taxonomy)).examples, 2)
})
