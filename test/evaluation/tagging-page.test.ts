import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { reliabilityChart, riskCoverageChart, share } from '../../src/evaluation/html/charts.ts'
import { readConfusedPhotos } from '../../src/evaluation/html/confused-photos.ts'
import { confusionMatrix, confusionPairs } from '../../src/evaluation/html/confusions.ts'
import { html } from '../../src/evaluation/html/markup.ts'
import { taggingPage } from '../../src/evaluation/html/tagging-page.ts'
import type { AttributeFigures } from '../../src/evaluation/tagging.ts'
import { labelledPhotoLoader } from '../../src/tagging/fit/labelled-photos.ts'
import { image } from '../fixtures/images.ts'

const EVIL = '<script>alert("1")</script>\' & "'
const ESCAPED = '&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#39; &#38; &#34;'

function figures (rest: Partial<AttributeFigures> = {}): AttributeFigures {
  return {
    attribute: 'color',
    products: 10,
    top1: 0.7,
    macroF1: 0.65,
    labels: [{ label: 'red', support: 6, precision: 0.8, recall: 0.5, f1: 0.615 }],
    assigned: { threshold: 0.8, coverage: 0.45, precision: 0.95 },
    riskCoverage: Array.from({ length: 10 }, (_, i) => ({ coverage: (i + 1) / 10, precision: 1 - i / 30 })),
    calibrationError: 0.12,
    reliability: [
      { from: 0.3, count: 4, confidence: 0.35, precision: 0.5 },
      { from: 0.9, count: 6, confidence: 0.95, precision: 0.9 }
    ],
    confusions: [
      {
        stated: 'red',
        given: 'blue',
        count: 3,
        examples: [
          { productId: 'a', image: 'a.jpg', confidence: 0.91 },
          { productId: 'b', image: 'b.jpg', confidence: 0.4 }
        ]
      }
    ],
    cells: [
      { stated: 'red', given: 'red', count: 3 },
      { stated: 'red', given: 'blue', count: 3 },
      { stated: 'blue', given: 'blue', count: 4 }
    ],
    ...rest
  }
}

function page (rest: Partial<AttributeFigures> = {}, file = 'shop.csv'): string {
  return taggingPage({
    file,
    facts: [['Model', EVIL]],
    figures: [figures(rest)],
    photos: new Map([['a.jpg', 'data:image/jpeg;base64,AAAA']])
  })
}

t.test('what comes from outside is escaped wherever it stands', async (t) => {
  const examples = [{ productId: EVIL, image: 'a.jpg', confidence: 0.9 }]
  const text = page(
    {
      attribute: EVIL,
      labels: [{ label: EVIL, support: 1, precision: 1, recall: 1, f1: 1 }],
      confusions: [{ stated: EVIL, given: EVIL, count: 1, examples }],
      cells: [{ stated: EVIL, given: EVIL, count: 1 }]
    },
    EVIL
  )

  t.notOk(text.includes('<script'))
  t.notOk(text.includes(EVIL))
  t.ok(text.split(ESCAPED).length > 10)
  t.equal(
    html`<a title="${EVIL}">${[html`<b>${1}</b>`, EVIL]}</a>`.text,
    `<a title="${ESCAPED}"><b>1</b>${ESCAPED}</a>`
  )
})

t.test('the page needs no script, no network and no other file', async (t) => {
  const text = page()

  t.match(text, /^<!doctype html>/)
  t.match(
    text,
    /http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/
  )
  t.same([...text.matchAll(/(?:src|href)="(?!data:image\/jpeg;base64,|#)([^"]*)"/g)], [])
  t.notMatch(text, /url\(|@import|<script|<link/)
})

t.test('every figure of the charts stands in a table, too', async (t) => {
  const text = page()

  for (const cell of ['0.700', '0.650', '0.120', '0.350', '0.500', '0.950', '0.900', '0.615']) {
    t.ok(text.includes(cell), cell)
  }
  t.equal(text.match(/<th scope="row">\d+ %<\/th>/g)!.length, 10, 'the curve')
  t.equal(text.match(/<th scope="row">\d+–\d+ %<\/th>/g)!.length, 2, 'the bins')
  t.match(
    text,
    /role="img" aria-label="color: confidence and share that was right; the figures are in the table beside it"/
  )
})

t.test('bars reach as high as the share that was right, and the line lies at the mean confidence', async (t) => {
  const { text } = reliabilityChart(figures())
  const attributesOf = (name: string) =>
    [...text.matchAll(new RegExp(`class="${name}"([^/]*)/>`, 'g'))].map(([, attributes]) =>
      Object.fromEntries([...attributes!.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, Number(value)]))
    )

  const [low, high] = attributesOf('bar')
  t.equal(low!['height'], 120)
  t.equal(high!['height'], 216)
  t.equal(low!['y']! + low!['height']!, high!['y']! + high!['height']!, 'both stand on the same line')
  const floor = low!['y']! + low!['height']!
  t.same(
    attributesOf('mean').map(({ y1 }) => floor - y1!),
    [84, 228]
  )
})

t.test('the curve is scaled to the errors there are, and marks what is assigned', async (t) => {
  const points = (text: string) =>
    text
      .match(/points="([^"]*)"/)![1]!
      .split(' ')
      .map((point) => point.split(',').map(Number))

  const good = riskCoverageChart(
    figures({
      riskCoverage: [
        { coverage: 0.9, precision: 0.99 },
        { coverage: 1, precision: 0.96 }
      ]
    })
  ).text
  const bad = riskCoverageChart(
    figures({
      riskCoverage: [
        { coverage: 0.9, precision: 0.99 },
        { coverage: 1, precision: 0.3 }
      ]
    })
  ).text

  t.match(good, />5 %</)
  t.match(bad, />100 %<\/text>/)
  t.ok(points(good)[0]![1]! < points(bad)[0]![1]!, 'one error in a hundred is higher on the finer scale')
  t.match(good, /assigned from confidence 0\.800: 0\.450 answered/)
  t.notMatch(riskCoverageChart(figures({ assigned: undefined })).text, /class="threshold"/)
})

t.test('the matrix counts what was stated and given; with too many values the pairs remain', async (t) => {
  const { text } = confusionMatrix(figures())
  const rows = [...text.matchAll(/<tr><th scope="row">(\w+)<\/th>(.*?)<\/tr>/gs)].map(([, name, cells]) => [
    name,
    [...cells!.matchAll(/>(\d+)</g)].map(([, count]) => Number(count))
  ])

  t.same(rows, [
    ['blue', [4, 0, 4]],
    ['red', [3, 3, 6]]
  ])
  const many = Array.from({ length: 30 }, (_, i) => ({ stated: `v${i}`, given: `v${i}`, count: 1 }))
  t.match(confusionMatrix(figures({ cells: many })).text, /30 values are too many for a matrix/)
})

t.test('a mistake shows its photos with confidence, and how many more there are', async (t) => {
  const { text } = confusionPairs(figures(), new Map([['a.jpg', 'data:image/jpeg;base64,AAAA']]))

  t.match(text, /3 ×<\/span> <span class="stated">red<\/span> taken for <span class="given">blue<\/span>/)
  t.match(text, /alt="a: stated red, given blue"/)
  t.match(text, /<b>0\.910<\/b>/)
  t.match(text, /and 2 more/)
  t.match(confusionPairs(figures({ confusions: [] }), new Map()).text, /No mistake/)
})

t.test('photos become small pictures, of each mistake as many as asked for', async (t) => {
  const folder = t.testdir({
    'a.jpg': await image('jpeg', { width: 900, height: 600 }),
    'b.jpg': 'no photo',
    'labels.jsonl': ''
  })
  const loader = await labelledPhotoLoader(
    join(folder, 'labels.jsonl'),
    [
      {
        product: { id: 'a', images: ['a.jpg'], colors: [], tags: [], identifiers: [], attributes: {}, variants: [] },
        split: 'test'
      }
    ],
    { maxBytes: 1e6, maxPixels: 1e6 }
  )
  t.teardown(async () => await loader.close())

  const photos = await readConfusedPhotos([figures()], 1, loader)

  t.same([...photos.keys()], ['a.jpg'])
  const bytes = Buffer.from(photos.get('a.jpg')!.replace('data:image/jpeg;base64,', ''), 'base64')
  t.match(await sharp(bytes).metadata(), { format: 'jpeg', width: 200, height: 133 })
  t.ok(bytes.length < 10_000)
  await t.rejects(readConfusedPhotos([figures()], 2, loader), { code: 'UNSUPPORTED_MEDIA_TYPE' })
})

t.test('shares are written in whole percent, small ones with a decimal', async (t) => {
  t.same([0, 0.005, 0.05, 0.333, 1].map(share), ['0 %', '0.5 %', '5 %', '33 %', '100 %'])
})
