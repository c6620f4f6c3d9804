import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'

const MANY = 17_000_000
const [GOOD, FEED] = ['{"id":"a","title":"A"}', '<rss><channel><item><g:id>a</g:id><title>A</title></item>']

/** What is read of a file of this content: ids, and reasons of bad rows; or why nothing is. */
async function read (folder: string, name: string, content: string): Promise<readonly string[]> {
  const file = join(folder, name)
  await writeFile(file, content)
  const rows: string[] = []
  try {
    for await (const row of readCatalogue(file)) rows.push('product' in row ? row.product.id : row.reason)
    return rows
  } catch (error) {
    return [...rows, (error as Error).message]
  }
}

t.test('what a parser would keep whole is bounded, and what came before it is read', async (t) => {
  const folder = t.testdir()
  const kinds: ReadonlyArray<readonly [name: string, content: string, told: RegExp]> = [
    ['deep.json', `[${GOOD},${'['.repeat(100_000)}`, /nested more than 50000 deep; what follows is not read/],
    ['text.json', `[${GOOD},{"id":"b","title":"${'x'.repeat(MANY)}"}]`, /one entry has more than/],
    ['keys.json', `[${GOOD},{${Array.from({ length: 1_500_000 }, (_, i) => `"k${i}":1`).join()}}]`, /one entry has more than/]
  ]
  for (const [name, content, told] of kinds) {
    const [first, problem] = await read(folder, name, content)
    t.equal(first, 'a', name)
    t.match(problem, told, name)
  }
  t.match(await read(folder, 'first.json', '['.repeat(100_000)), [/cannot be used: its values are nested more than 50000 deep/])
})

t.test('a feed of endless tags or parts in parts is no feed, and said so shortly', async (t) => {
  const folder = t.testdir()
  const kinds: ReadonlyArray<readonly [name: string, content: string, told: RegExp]> = [
    ['tag.xml', `${FEED}<${'n'.repeat(MANY)}`, /without the end of a tag/],
    ['deep.xml', `${FEED}${'<a>'.repeat(100_000)}`, /nested more than 64 deep/],
    ['name.xml', `<rss><channel><item><${'n'.repeat(100_000)}>x</${'n'.repeat(100_000)}></item></channel></rss>`, /headings are not known/]
  ]
  for (const [name, content, told] of kinds) {
    const problem = (await read(folder, name, content)).at(-1)!
    t.match(problem, told, name)
    t.ok(problem.length < 1000, name)
  }
})

t.test('commas and brackets within texts count as texts', async (t) => {
  const products = Array.from({ length: 40 }, (_, i) => ({ id: `p${i}`, title: `A ", [[{ \\ ${'x'.repeat(1000)}`, tags: ['a', 'b'] }))
  t.same(await read(t.testdir(), 'plain.json', JSON.stringify(products)), products.map(({ id }) => id))
})
