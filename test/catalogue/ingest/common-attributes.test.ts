import t, { type Test } from 'tap'
import { ATTRIBUTE_KEY, nameOfAttributeValue } from '../../../src/catalogue/attributes.ts'
import { CommonAttributes } from '../../../src/catalogue/common-attributes.ts'
import { readManifest } from '../../../src/catalogue/manifest.ts'
import { LanceDbVectorStore } from '../../../src/vectors/lancedb/lancedb-vector-store.ts'
import type { VectorStore } from '../../../src/vectors/vector-store.ts'
import { IngestService } from '../../../src/catalogue/ingest/ingest-service.ts'
import { localAws, s3Store } from '../../fixtures/aws-clients.ts'
import { folder, writeJsonLines } from '../../fixtures/catalogue-files.ts'
import { FakeEmbedder } from '../../fixtures/fake-embedder.ts'
import { IMAGES } from '../../fixtures/ingest.ts'

const COMMON = ['material', 'fit', 'season']
const RARE = 60

/** A product of which attributes of its own stand before those that all have, more than its records have room for. */
function crowded (i: number) {
  const own = Array.from({ length: RARE }, (_, n) => [`Own ${i} of ${n}`, [`a value of some length ${n}`]])
  return {
    id: `p${i}`,
    title: `Thing ${i}`,
    attributes: { ...Object.fromEntries(own), Season: ['Summer'], Fit: ['Slim'], Material: [i % 2 ? 'Linen' : 'Wool'] },
    variants: [{ id: 'v', options: [{ name: 'Size', value: 'M' }] }]
  }
}

const PRODUCTS = [
  ...Array.from({ length: 12 }, (_, i) => crowded(i)),
  { id: 'few', title: 'Few', attributes: { Zip: ['yes'], Material: ['Linen'] } }
]

const STORES: Readonly<Record<string, (t: Test) => Promise<VectorStore>>> = {
  'embedded store': async (t) => await LanceDbVectorStore.open({ dataDir: t.testdir() }),
  'local AWS': async (t) => await s3Store(await localAws(t))
}

for (const [name, open] of Object.entries(STORES)) {
  t.test(`${name}: the attributes of most products can be filtered by on all of them`, async (t) => {
    const root = await folder(t)
    const file = `${root}/products.jsonl`
    const store = await open(t)
    t.teardown(async () => await store.close())
    const embedder = new FakeEmbedder()
    const ingest = async (products: readonly object[], filterableAttributes?: readonly string[]) => {
      await writeJsonLines(file, products)
      return await new IngestService({
        embedder,
        store,
        catalogue: 'shop',
        dimensions: [32, 8],
        dataDir: `${root}/data`,
        images: IMAGES
      }).run({ file, filterableAttributes })
    }
    const namesOf = async (dimension: number) => {
      const index = (await store.openIndex(`shop-${dimension}`))!
      const records = await index.get(PRODUCTS.map(({ id }) => `${id}#text`))
      return new Map([...records].map(([key, { metadata }]) => [
        key.replace('#text', ''),
        new Set((metadata[ATTRIBUTE_KEY] as string[]).map(nameOfAttributeValue))
      ]))
    }

    await ingest(PRODUCTS)
    for (const dimension of [32, 8]) {
      for (const [id, names] of await namesOf(dimension)) {
        if (id === 'few') t.same([...names].sort(), ['material', 'zip'])
        else t.ok([...COMMON, 'size'].every((one) => names.has(one)), `${id} at ${dimension}`)
      }
    }
    const manifest = (await readManifest((await store.openIndex('shop-32'))!))!
    t.same(manifest.commonAttributes!.slice(0, 3), ['material', 'fit', 'season'])
    t.equal(manifest.facets.attributes!.find((one) => one.name === 'Material')!.values.length, 2)
    const calls = embedder.calls
    t.match(await ingest(PRODUCTS), { unchanged: PRODUCTS.length }, 'the choice makes no product another')
    t.equal(embedder.calls, calls)

    // What most have changes: one of the own names becomes common by other products, the records follow.
    const others = Array.from({ length: 20 }, (_, i) => ({ id: `o${i}`, title: `Other ${i}`, attributes: { 'Own 3 of 59': ['x'] } }))
    await ingest([...PRODUCTS, ...others])
    for (const dimension of [32, 8]) t.ok((await namesOf(dimension)).get('p3')!.has('own 3 of 59'))
    t.ok((await namesOf(32)).get('p3')!.has('material'))

    await ingest([...PRODUCTS, ...others], ['Own 5 of 58'])
    t.ok((await namesOf(32)).get('p5')!.has('own 5 of 58'), 'the setting comes first')
  })
}

t.test('names are counted in bounded memory, each product once for spellings of one name', async (t) => {
  const common = new CommonAttributes()
  for (let i = 0; i < 6000; i++) common.add({ attributes: { 'MATERIAL ': ['a'], Material: ['b'], [`own ${i}`]: ['c'] } })
  common.add({ attributes: { Fit: ['a'] } })
  const [first, ...others] = common.order()
  t.equal(first, 'material')
  t.equal(others.length, 59)
  t.notOk(others.includes('fit'), 'a name that came after all room was taken is not counted')
})
