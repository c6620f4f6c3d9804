import { execFile } from 'node:child_process'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'
import { validateProduct } from '../../../src/catalogue/sources/validate-product.ts'
import type { CatalogueRow } from '../../../src/catalogue/sources/catalogue-row.ts'

async function rowsOf (t: Test, name: string, text: string): Promise<Array<string | undefined>> {
  const file = join(t.testdir(), name)
  await writeFile(file, text)
  const rows: CatalogueRow[] = []
  for await (const row of readCatalogue(file, {})) rows.push(row)
  return rows.map((row) => ('product' in row ? row.product.id : row.id))
}

const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`

for (const field of ['title', 'id', 'attributes', 'variants', 'price']) {
  t.test(`a ${field} of twenty thousand lists in each other costs its row at most`, async (t) => {
    const row = `{"id":"deep","title":"lamp","${field}":${DEEP}}`
    t.same((await rowsOf(t, 'lines.jsonl', `{"id":"a","title":"a"}\n${row}\n{"id":"b","title":"b"}\n`)).filter((id) => id === 'a' || id === 'b'), ['a', 'b'])
    t.same((await rowsOf(t, 'array.json', `[{"id":"a","title":"a"},${row},{"id":"b","title":"b"}]`)).filter((id) => id === 'a' || id === 'b'), ['a', 'b'])
  })
}

t.test('a pipe is told where to go', async (t) => {
  const pipe = join(t.testdir(), 'pipe.jsonl')
  await promisify(execFile)('mkfifo', [pipe])
  const end = open(pipe, 'r+')
  t.teardown(async () => await (await end).close())
  await end
  await t.rejects(async () => { for await (const row of readCatalogue(pipe, {})) t.fail(String(row.line)) }, {
    code: 'CATALOGUE_FILE_INVALID',
    message: /it is a pipe; send it on standard input/
  })
})

t.test('an item of a feed ends at its bound, also in attributes', async (t) => {
  const links = '<link href="https://shop.example/x"/>'.repeat(60_000)
  const feed = `<feed xmlns:g="http://base.google.com/ns/1.0"><entry><g:id>a</g:id><title>a</title>${links}</entry><entry><g:id>b</g:id><title>b</title></entry></feed>`
  t.same((await rowsOf(t, 'feed.xml', feed)).at(-1), 'b')
})

t.test('what has a form and no meaning is left out with a notice', async (t) => {
  const notices: string[] = []
  const product = validateProduct(
    JSON.parse(
      '{"id":"a","title":"a\\u0000\\u001b[31m lamp","saleStarts":"2016-12-31T23:59:60Z","images":["p.jpg"],"attributes":{"__proto__":["x"],"Fit":["Slim"]},' +
        '"variants":[{"id":"v\\u0000\\n\\u001b","image":"javascript:alert(1)"},{"id":"w","image":"p.jpg"},{"id":"x","image":"https://shop.example/x.jpg"}]}'
    ),
    (field) => notices.push(field)
  )
  t.match(product, { title: 'a[31m lamp', saleStarts: undefined, attributes: { Fit: ['Slim'] } })
  t.same(
    product.variants.map(({ image }) => image),
    [undefined, 'p.jpg', 'https://shop.example/x.jpg']
  )
  t.match(product.variants[0]!.id, /^v\s?$/)
  t.same(Object.keys(product.attributes), ['Fit'])
  t.same(notices.sort(), ['attributes', 'saleStarts', 'variants'])
})
