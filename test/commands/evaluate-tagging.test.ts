import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { vitrine, type Ended } from '../fixtures/run-vitrine.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

async function evaluate (folder: string, ...args: readonly string[]): Promise<Ended> {
  return await vitrine(['evaluate', 'tagging', ...args], {
    DATA_DIR: join(folder, 'data'),
    TAXONOMY: join(folder, 'small.json')
  })
}

t.test('a catalogue becomes a page with its mistakes, beside the report', async (t) => {
  const folder = t.testdir({ 'small.json': JSON.stringify(smallTaxonomy()) })
  const colors = ['red', 'green', 'blue', 'red', 'green', 'blue']
  for (const [i, color] of colors.entries()) {
    await sharp({ create: { width: 64 + i, height: 64, channels: 3, background: color } })
      .png()
      .toFile(join(folder, `${i}.png`))
  }
  // Whatever the model thinks, the third states what no photo of its color can be taken for.
  const rows = colors.map(
    (color, i) => `${i},dress,${i}.png,${i % 2 ? 'Fashion > Dress' : 'Home > Sofa'},${i === 2 ? 'red' : color}`
  )
  await writeFile(join(folder, 'shop.csv'), `id,title,image link,google product category,color\n${rows.join('\n')}\n`)
  const page = join(folder, 'page.html')

  const { code, stdout, stderr } = await evaluate(folder, join(folder, 'shop.csv'), '--html', page, '--photos', '2')

  t.equal(code, 0, stderr)
  t.match(stdout, /^category: 6 products, top-1/)
  t.match(stderr, /The page with charts and \d+ photos: .*page\.html/)
  const text = await readFile(page, 'utf8')
  t.match(text, /<title>Tagging of shop\.csv<\/title>/)
  t.match(text, /6, each by all others/)
  t.match(text, /alt="2: stated red, given blue"/)
  t.match(text, /<img src="data:image\/jpeg;base64,/)
  t.same(
    (await readdir(folder)).filter((name) => name.endsWith('.part')),
    []
  )
})

t.test('a page that cannot be written is told before any photo is read', async (t) => {
  const folder = t.testdir({ 'small.json': JSON.stringify(smallTaxonomy()) })

  t.match(await evaluate(folder, join(folder, 'none.csv'), '--html', join(folder, 'none', 'page.html')), {
    code: 1,
    stdout: '',
    stderr: /BAD_USER_INPUT: .*page\.html cannot be written: ENOENT.* Give another --html/
  })
  t.match(await evaluate(folder, join(folder, 'none.csv'), '--photos', '13'), {
    code: 1,
    stderr: /It must be at most 12/
  })
})
