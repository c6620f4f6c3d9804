import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { packageRoot } from '../../../src/shared/package-root.ts'
import { BuiltinEmbedder } from '../../../src/embedding/builtin/builtin-embedder.ts'
import { readHead, HEAD_FILE } from '../../../src/embedding/builtin/head.ts'
import { dot, truncate, type Embedding } from '../../../src/embedding/embedder.ts'
import { COLORS } from '../../../src/images/color/color-names.ts'
import { decodeBudget } from '../../../src/images/decode-budget.ts'
import type { Image } from '../../../src/images/image.ts'
import { decodePixels } from '../../../src/images/pixels.ts'
import { asImage, embedderContract, garment } from '../../fixtures/embedder-contract.ts'
import { plainPng } from '../../fixtures/plain-png.ts'

const modelsDir = join(packageRoot, 'models')
const opened = BuiltinEmbedder.open({ modelsDir })
t.teardown(async () => await (await opened).close())

t.test('the space of the built-in model', async (t) => {
  const embedder = await opened
  const ofText = async (text: string) => await embedder.embed({ text }, { purpose: 'query' })
  const ofImage = async (image: Image) => await embedder.embed({ image }, { purpose: 'index' })

  t.test('a color word brings photos of that color forward, at every dimension', async (t) => {
    const colors = { red: '#c8141e', blue: '#1e46b4', green: '#1e8232', black: '#141414', yellow: '#f5d214' }
    const photos = await Promise.all(Object.values(colors).map(async (color) => await ofImage(await garment(color))))
    for (const [i, name] of Object.keys(colors).entries()) {
      const query = await ofText(`${name} t-shirt`)
      for (const dimension of embedder.dimensions) {
        t.equal(nearest(query, photos, dimension), i, `${name} at ${dimension}`)
      }
    }
  })

  t.test('a synonym of a color finds it', async (t) => {
    const photos = await Promise.all(
      ['#8c0f1e', '#141e50', '#e6d7b9'].map(async (color) => await ofImage(await garment(color, '#5a8f5a')))
    )
    for (const [i, name] of ['crimson', 'navy', 'beige'].entries()) {
      t.equal(nearest(await ofText(`${name} shirt`), photos, 1024), i, name)
    }
  })

  t.test('the color and visual parts leave the order of photos alone for a text that names no color', async (t) => {
    const query = await ofText('t-shirt')
    t.ok(query.subarray(208, 384).every((value) => value === 0))
    t.ok(query.subarray(560).every((value) => value === 0))
    const photo = await ofImage(await garment('#c8141e'))
    t.ok(
      Math.abs(dot(photo.subarray(208, 220), photo.subarray(208, 220)) - 0.16) < 1e-5,
      'its share is the same for every photo'
    )
  })

  t.test('the embedding of a photo tells how its colors would be named, alike at every dimension', async (t) => {
    for (const [hex, name] of [
      ['#c8141e', 'red'],
      ['#1e46b4', 'blue'],
      ['#f5f5f5', 'white']
    ] as const) {
      const embedding = await ofImage(await garment(hex))
      const native = [...embedder.colorsOf(embedding)]
      t.equal(native.sort(([, a], [, b]) => b - a)[0]![0], name)
      t.ok(Math.abs(native.reduce((sum, [, probability]) => sum + probability, 0) - 1) < 1e-4)
      for (const dimension of embedder.dimensions) {
        const told = embedder.colorsOf(truncate(embedding, dimension))
        t.same([...told.keys()], COLORS)
        t.ok(
          native.every(([color, probability]) => Math.abs(probability - told.get(color)!) < 1e-5),
          `${name} at ${dimension}`
        )
      }
    }
  })

  t.test(
    'large photos wait for each other outside the queue of ordinary ones, and go when nobody waits for them',
    async (t) => {
      const large = asImage(plainPng(6000, 6000), { width: 6000, height: 6000 })
      const [controller, reason] = [new AbortController(), new Error('the caller went away')]
      const read = async (signal?: AbortSignal) =>
        await embedder.embed({ image: large }, { purpose: 'query', signal })
      const [first, gone, second] = [read(), read(controller.signal), read()]

      t.equal(decodeBudget.waiting, 2)
      controller.abort(reason)
      await t.rejects(gone, reason)
      t.equal(decodeBudget.waiting, 1)
      t.ok(await ofImage(await garment('#1040c0')))
      t.same(await first, await second)
      t.equal(decodeBudget.waiting, 0)
    }
  )

  t.test('a text lies nearer to other words for the same thing, at every dimension', async (t) => {
    const texts = await Promise.all(['sneakers', 'wooden table', 'mobile phone'].map(ofText))
    for (const [i, text] of ['running shoes for men', 'oak desk', 'smartphone with 64 GB'].entries()) {
      const query = await ofText(text)
      for (const dimension of embedder.dimensions) {
        t.equal(nearest(query, texts, dimension), i, `${text} at ${dimension}`)
      }
    }
  })

  t.test('its classifier gives probabilities of labels', async (t) => {
    const probabilities = await embedder.labelProbabilities(await garment('#c8141e'))
    t.ok(probabilities.has('T-Shirt'))
    t.ok(Math.abs([...probabilities.values()].reduce((sum, value) => sum + value, 0) - 1) < 1e-4)
  })

  t.test('its name has the revision of the head', async (t) => {
    const { revision } = await readHead(join(modelsDir, HEAD_FILE))
    t.equal(embedder.model, `builtin-4-${revision}`)
  })
})

t.test('the built-in model keeps the contract', async (t) => {
  embedderContract(t, await opened)
})

t.test('pixels are upright, opaque, three bytes each', async (t) => {
  const left = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#ff0000' } })
    .composite([
      { input: { create: { width: 20, height: 20, channels: 3, background: '#0000ff' } }, left: 20, top: 0 }
    ])
    .withMetadata({ orientation: 6 })
    .png()
    .toBuffer()
  const upright = await decodePixels(asImage(left), 4)
  t.equal(upright.length, 48)
  t.ok(upright[0]! > 200 && upright[47]! > 200, 'red on top, blue below after a quarter turn')

  const clear = await sharp({
    create: { width: 9, height: 9, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } }
  })
    .png()
    .toBuffer()
  t.same([...(await decodePixels(asImage(clear), 1))], [255, 255, 255])
  const grey = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#777777' } })
    .greyscale()
    .png()
    .toBuffer()
  t.same([...(await decodePixels(asImage(grey), 1))], [119, 119, 119])
})

t.test('an image with too many pixels is refused before it is decoded', async (t) => {
  await t.rejects(decodePixels(asImage(Buffer.alloc(0), { width: 20_000, height: 20_000 }), 4), {
    code: 'IMAGE_TOO_LARGE'
  })
})

function nearest (query: Embedding, others: readonly Embedding[], dimension: number): number {
  return argmax(others.map((other) => dot(truncate(query, dimension), truncate(other, dimension))))
}

function argmax (values: readonly number[]): number {
  return values.indexOf(Math.max(...values))
}
