import t from 'tap'
import { truncate, type Embedding } from '../../src/embedding/embedder.ts'
import { toQuestion, toRecolored, colorPartOf, compose, VISUAL_SIZE } from '../../src/embedding/builtin/layout.ts'
import type { PhotoShaper } from '../../src/embedding/photo-shaper.ts'
import { askByPhoto } from '../../src/search/photo-parts.ts'
import type { PartName, QueryPart } from '../../src/search/query-part.ts'
import { FakeEmbedder } from '../fixtures/fake-embedder.ts'

const photo = compose({
  semantic: Float32Array.from({ length: 384 }, () => 1 / Math.sqrt(384)),
  color: Float32Array.from({ length: 12 }, (_, i) => Number(i === 7)),
  visual: Float32Array.from({ length: VISUAL_SIZE }, () => 1 / Math.sqrt(VISUAL_SIZE))
})

class Shaper extends FakeEmbedder implements PhotoShaper {
  asQuestion (embedding: Embedding): Embedding {
    return toQuestion(embedding)
  }

  inColorsOf (embedding: Embedding, words: string): Embedding | undefined {
    return /red/.test(words) ? toRecolored(embedding, Float32Array.from({ length: 12 }, (_, i) => Number(i === 3))) : undefined
  }
}

const part = (name: PartName, embedding = photo): QueryPart => ({
  name,
  modality: name === 'IMAGE' ? 'image' : 'text',
  embedding
})
const ask = (parts: QueryPart[], text?: string, preset?: 'MODIFY' | 'BALANCED' | 'MEAN') =>
  askByPhoto(parts, text, { fusion: { preset }, embedder: new Shaper() })

t.test('a photo alone is asked with as a question, at every dimension: looks count more', async (t) => {
  for (const dimension of [1024, 384, 256]) {
    const stored = truncate(photo, dimension)
    const { parts: [asked], recolor } = ask([part('IMAGE', stored)])
    t.ok(asked!.isQuestion)
    t.equal(recolor, undefined)
    t.ok(asked!.embedding[230]! / asked!.embedding[0]! > 2.9 * (stored[230]! / stored[0]!), String(dimension))
    t.ok(Math.abs(asked!.embedding.reduce((sum, value) => sum + value * value, 0) - 1) < 1e-5)
  }
})

t.test('with words that name only a color the photo takes that color, unless another preset is chosen', async (t) => {
  const parts = [part('TEXT'), part('IMAGE')]
  for (const preset of [undefined, 'MODIFY'] as const) {
    const { parts: [, asked], recolor, fusion } = ask(parts, 'the same in red', preset)
    const color = [...colorPartOf(asked!.embedding)]
    t.equal(color.indexOf(Math.max(...color)), 3)
    t.equal(color[7], 0, 'its own is gone')
    t.equal(recolor, 'the same in red')
    t.equal(fusion.preset, 'RECOLOR')
  }
  for (const preset of ['BALANCED', 'MEAN'] as const) {
    t.same(ask(parts, 'the same in red', preset), { parts, fusion: { preset } })
  }
})

t.test('words that name more are weighed as chosen; MODIFY gives their color, too', async (t) => {
  const parts = [part('TEXT'), part('IMAGE')]
  t.same(ask(parts, 'a red dress'), { parts, fusion: { preset: undefined } })
  t.same(ask(parts, 'with long sleeves', 'MODIFY'), { parts, fusion: { preset: 'MODIFY' } })
  t.match(ask(parts, 'with long red sleeves', 'MODIFY'), { fusion: { preset: 'BALANCED' }, recolor: String })
})

t.test('a model whose embeddings have no parts keeps the preset, and what products state still counts', async (t) => {
  const parts = [part('TEXT'), part('IMAGE')]
  const options = { fusion: {}, embedder: new FakeEmbedder() }
  t.same(askByPhoto(parts, 'in red', options), { parts, fusion: { preset: 'MODIFY' }, recolor: 'in red' })
  t.same(askByPhoto([part('IMAGE')], undefined, options).parts[0]!.embedding, photo)
})
