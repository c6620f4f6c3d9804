import t from 'tap'
import { checkModel } from '../../src/doctor/model.ts'
import { normalise, truncate, type EmbedInput, type Embedding } from '../../src/embedding/embedder.ts'
import type { SizedEmbedder } from '../../src/embedding/sized-embedder.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

/** A model whose shorter answers are its own: `turn` away from the cut one. */
class TurnedEmbedder extends WordEmbedder implements SizedEmbedder {
  readonly turn: number

  constructor (turn: number) {
    super()
    this.turn = turn
  }

  async embedAt (input: EmbedInput, dimension: number): Promise<Embedding> {
    const own = truncate(await this.embed(input, { purpose: 'index' }), dimension)
    own[dimension - 1] = own[dimension - 1]! + this.turn
    return normalise(own)
  }
}

t.test('a model that does not cut alike is a warning with the dimensions that need no cutting', async (t) => {
  const [same] = (await checkModel(new TurnedEmbedder(0), [64, 16])).filter(({ check }) => check === 'cut to 16')
  const [other] = (await checkModel(new TurnedEmbedder(0.1), [64, 16])).filter(({ check }) => check === 'cut to 16')

  t.match(same, { level: 'ok' })
  t.match(other, {
    level: 'warning',
    detail: /differs .* text 0\.99\d{3}/,
    advice: 'DIMENSIONS=64 or DIMENSIONS=16 alone'
  })
  t.match(await checkModel(new WordEmbedder(), [64, 48]), [
    { check: 'dimensions', level: 'failed', advice: '64, 32, 16' },
    { level: 'ok' },
    { level: 'ok' }
  ])
})
