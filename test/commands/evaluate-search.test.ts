import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { pdfOf } from '../fixtures/pdf.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

t.test('a catalogue judges its own search, and two runs are compared', async (t) => {
  const folder = t.testdir()
  const colors = { dress: 'red', sofa: 'green', lamp: 'blue' }
  for (const [name, background] of Object.entries(colors)) {
    await sharp({ create: { width: 96, height: 64, channels: 3, background } }).png().toFile(join(folder, `${name}.png`))
  }
  const rows = Object.keys(colors).map((name) =>
    JSON.stringify({ id: name, title: `The ${name}`, images: [`${name}.png`], price: { amount: '9', currency: 'EUR' } })
  )
  await writeFile(join(folder, 'shop.jsonl'), `${rows.join('\n')}\n`)
  const env = { DATA_DIR: join(folder, 'data'), MEDIA_DIR: folder, DIMENSIONS: '384', LOG_LEVEL: 'silent' }
  const ended = await vitrine(['ingest', join(folder, 'shop.jsonl')], env)
  t.equal(ended.code, 0, ended.stderr)

  const judged = join(folder, 'own.jsonl')
  const made = await vitrine(['evaluate', 'judgements', judged, '--products', '2'], env)
  t.equal(made.code, 0, made.stderr)
  const lines = (await readFile(judged, 'utf8')).trim().split('\n')
  t.equal(lines.length, 2 * 8)
  t.match(JSON.parse(lines[0]!), { kind: 'title', text: /^The / })
  t.match(JSON.parse(lines.at(-1)!), { kind: 'photo grey', image: 'own-photos/1-grey.jpg' })

  await writeFile(join(folder, 'lamp.pdf'), pdfOf([{ lines: ['The lamp', 'How to use the blue lamp'] }]))
  const others = ['{"text":"helicopter","right":[]}', '{"document":"lamp.pdf","right":["lamp"]}']
  await writeFile(judged, `${[...lines, ...others].join('\n')}\n`)
  const [json, html] = [join(folder, 'run.json'), join(folder, 'run.html')]
  const first = await vitrine(['evaluate', 'search', judged, '--typos', '--json', json, '--html', html], env)
  t.equal(first.code, 0, first.stderr)
  t.match(first.stdout, /own\.jsonl on "products" \(3 products\)/)
  t.match(first.stdout, /\| title +\| 2 +\| 1\.000 \[1\.000, 1\.000\]/)
  t.match(first.stdout, /\| document +\| 1 +\| 1\.000/)
  t.match(first.stdout, /384 values, one typo in each query/)
  const page = await readFile(html, 'utf8')
  t.match(page, /<title>Search of own\.jsonl<\/title>/)
  t.match(page, /Worst queries/)
  t.notMatch(page, /<script/)

  const second = await vitrine(['evaluate', 'search', judged, '--compare', json, '--json'], env)
  t.equal(second.code, 0, second.stderr)
  const { comparisons } = JSON.parse(second.stdout) as { comparisons: Array<{ differences: { rightFirst: object } }> }
  t.match(comparisons, [{ dimension: 384, typos: false, differences: { rightFirst: { mean: 0, p: 1, count: 17 } } }])

  t.match(await vitrine(['evaluate', 'search', judged, '--compare', judged], env), { code: 1, stderr: /is no run of/ })
})
