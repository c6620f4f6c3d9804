import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { evaluatePhotos } from '../../src/evaluation/evaluate-photos.ts'
import { readLabelledPhotos } from '../../src/evaluation/labelled-photos.ts'
import { formatReport } from '../../src/evaluation/report.ts'
import { normalise, WORDS_AND_PHOTOS, type Embedder, type EmbedInput } from '../../src/embedding/embedder.ts'
import { image } from '../fixtures/images.ts'

/**
 * Photos are known by their width: those of dresses are 20 to 29 wide, those of shoes 30 to 39, the last one misleads.
 */
const WIDTHS = Array.from({ length: 10 }, (_, i) => [20 + i, 30 + i]).flat()

/**
 * Sees dresses on the first axis and shoes on the second; the third axis, dropped by a cut, tells the misleading one.
 */
const embedder: Embedder = {
  model: 'axes',
  dimensions: [3, 2],
  capabilities: WORDS_AND_PHOTOS,
  maxTextLength: 100,
  embed: async (input: EmbedInput) => {
    if ('text' in input) {
      return Float32Array.from(
        input.text === 'dress' || input.text === 'gown' || input.text === 'frock' ? [1, 0, 0] : [0, 1, 0]
      )
    }
    const { width } = input.image
    return normalise(Float32Array.from(width < 30 || width === 39 ? [1, 0, 0.01 * width] : [0, 1, 0]))
  },
  close: async () => {}
}

t.test('figures count right answers at every dimension, and the classifier apart', async (t) => {
  const photos = await readLabelledPhotos(await labelFile(t))
  const classify = async () =>
    new Map([
      ['Dress', 0.4],
      ['Shoes', 0.1],
      ['Hat', 0.5]
    ])

  const report = await evaluatePhotos({ embedder, photos, classify })

  t.match(report, { model: 'axes', photos: 20, labels: ['Dress', 'Shoes'], categoryByHead: 0.5 })
  t.same(
    report.figures.map(({ dimension }) => dimension),
    [3, 2]
  )
  for (const { labelPrecision, paraphrasePrecision, categoryByText } of report.figures) {
    t.equal(labelPrecision, (1 + 0.9) / 2)
    t.ok(paraphrasePrecision! > 0.9 && paraphrasePrecision! < 1)
    t.equal(categoryByText, 0.95)
  }
  t.ok(report.figures[0]!.photoPrecision < 0.9, 'each photo has only nine others of its label')

  const table = formatReport(report, new Date('2026-01-02T03:04:05Z'))
  t.match(table, /axes, 20 photos of 2 labels\. 2026-01-02, Node/)
  t.match(table, /\| label → photo, P@10 +\| 0\.950 \| 0\.950 \|/)
  t.match(table, /\| category by the head +\| 0\.500 \| +\|/)
})

t.test('labels nobody has other words for are reported without paraphrases', async (t) => {
  const photos = (await readLabelledPhotos(await labelFile(t))).map((photo) => ({
    ...photo,
    label: `${photo.label} 2`
  }))
  const { figures, categoryByHead } = await evaluatePhotos({ embedder, photos })
  t.notOk('paraphrasePrecision' in figures[0]!)
  t.equal(categoryByHead, undefined)
})

t.test('a file of labels that cannot be used is refused with the line', async (t) => {
  const file = join(t.testdir(), 'labels.jsonl')
  await t.rejects(readLabelledPhotos(file), { code: 'CATALOGUE_FILE_INVALID', message: /ENOENT/ })
  await writeFile(file, '\n')
  await t.rejects(readLabelledPhotos(file), { code: 'CATALOGUE_FILE_INVALID', message: /no photos/ })
  for (const line of ['{"image":1,"label":"Hat"}', '{"image":"a.jpg"', 'null']) {
    await writeFile(file, `{"image":"a.jpg","label":"Hat"}\n${line}\n`)
    await t.rejects(readLabelledPhotos(file), { code: 'CATALOGUE_FILE_INVALID', message: /line 2/ })
  }
})

t.test('a photo that is not there is named', async (t) => {
  const photos = [{ file: join(t.testdir(), 'gone.jpg'), label: 'Hat', split: 'test' }]
  await t.rejects(evaluatePhotos({ embedder, photos }), { code: 'CATALOGUE_FILE_INVALID', message: /gone\.jpg/ })
})

async function labelFile (t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-evaluation-'))
  t.teardown(async () => await (await import('node:fs/promises')).rm(folder, { recursive: true }))
  for (const width of WIDTHS) await writeFile(join(folder, `${width}.png`), await image('png', { width }))
  const lines = WIDTHS.map((width) =>
    JSON.stringify({ image: `${width}.png`, label: width < 30 ? 'Dress' : 'Shoes', split: 'test' })
  )
  await writeFile(join(folder, 'labels.jsonl'), lines.join('\n'))
  return join(folder, 'labels.jsonl')
}
