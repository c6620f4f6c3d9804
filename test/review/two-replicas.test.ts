import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { OBJECT_BUCKET } from '../../local-aws/local-service.ts'
import { ingestFile } from '../../src/commands/ingest.ts'
import { provision } from '../../src/commands/provision.ts'
import { createServices, type Services } from '../../src/services.ts'
import { awsEnvironment, FakeTerminal, type AwsEnvironment } from '../fixtures/aws-environment.ts'
import { plainPng } from '../fixtures/plain-png.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const COUNT = 50

/** Half of the products state a category of the shop's own tree, the others none. */
function rows (title: string) {
  return Array.from({ length: COUNT }, (_, i) => ({
    id: `p${String(i).padStart(2, '0')}`,
    title: `${title} ${i}`,
    images: [`photo-${i}.png`],
    ...(i % 2 === 0 && { category: 'Apparel/Dresses' })
  }))
}

async function ingest ({ config, folder }: AwsEnvironment, title: string): Promise<void> {
  const file = join(folder, 'products.jsonl')
  for (let i = 0; i < COUNT; i++) await writeFile(join(folder, `photo-${i}.png`), plainPng(16 + i, 16))
  await writeFile(file, rows(title).map((row) => `${JSON.stringify(row)}\n`).join(''))
  await ingestFile(config, { file })
}

t.test('decisions of a reviewer outlive a pod and a re-ingest, in filters, facets and products', async (t) => {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()) })
  const installation = await awsEnvironment(t, {
    env: { REVIEW_BUCKET: OBJECT_BUCKET, TAXONOMY: join(folder, 'shop.json'), DIMENSIONS: '256' }
  })
  const { aws, config } = installation
  await provision(config, { yes: true }, new FakeTerminal())
  await ingest(installation, 'thing')
  const replicas = [await createServices(config), await createServices(config)] as [Services, Services]
  t.teardown(async () => await replicas[1].close())

  let after: string | undefined
  const decided: string[] = []
  for (let page = 0; page < 10; page++) {
    const [first, second] = replicas
    // The pod is killed in the middle: what it has kept and not brought into the index is left to the other.
    const isLast = page === 5
    const at = page < 6 ? first : second
    const { items, pageInfo } = await at.reviewQueue.page({ first: 5, after })
    if (isLast) aws.faults.inject({ kind: { error: 'AccessDeniedException' }, operation: 'PutVectors', times: 99 })
    for (const { product } of items) {
      const { isIndexed } = await at.reviews.review({
        productId: product.id,
        decisions: [
          { attribute: 'category', verdict: 'REPLACE', replacement: 'Fashion/Dress' },
          { attribute: 'color', verdict: 'REPLACE', replacement: 'green' },
          { attribute: 'size', verdict: 'REPLACE', replacement: 'long' }
        ],
        who: 'anna'
      })
      t.equal(isIndexed, !isLast)
      decided.push(product.id)
    }
    if (isLast) aws.faults.clear()
    after = pageInfo.endCursor
  }
  t.equal(new Set(decided).size, COUNT)
  t.equal(after, undefined)
  // Killed, not closed: nothing more is heard of it.
  await ingest(installation, 'new name of thing')
  await replicas[1].applier.applyNew()

  const { catalogue, search } = replicas[1]
  const products = await catalogue.products(decided)
  for (const id of decided) {
    t.match(products.get(id), {
      title: `new name of thing ${Number(id.slice(1))}`,
      category: 'Apparel/Dresses',
      taxonomyCategory: 'Fashion/Dress',
      color: 'green',
      attributes: { size: ['long'] }
    })
  }
  const found = await search.search({
    text: 'thing',
    topK: 50,
    cutoff: false,
    filter: { category: ['Apparel/Dresses'], color: ['green'], attributes: [{ name: 'size', values: ['long'] }] }
  })
  t.equal(found.items.length, COUNT)
  const facets = await found.facets()
  t.match(facets.attributes, [{ name: 'size', values: [{ value: 'long', count: COUNT }] }])
  t.match(facets.colors, [{ value: 'green', count: COUNT }])
  t.match(facets.categories.find(({ value }) => value === 'Apparel/Dresses'), { count: COUNT })
})
