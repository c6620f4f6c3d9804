import { inSpan } from '../shared/in-span.ts'
import { tell } from '../shared/observations.ts'
import type { EmbedInput, EmbedOptions, Embedder, Embedding } from './embedder.ts'

/** One call of a model, of which is told how long it took and whether it failed. */
export async function toldOf (embedder: Embedder, input: EmbedInput, options: EmbedOptions): Promise<Embedding> {
  const modality = 'text' in input ? 'text' : 'image'
  const start = performance.now()
  const end = (isFailed: boolean) =>
    tell({ kind: 'model', modality, isFailed, seconds: (performance.now() - start) / 1000 })
  try {
    const embedding = await inSpan(
      'model',
      { 'vitrine.model': embedder.model, 'vitrine.modality': modality },
      async () => await embedder.embed(input, options)
    )
    end(false)
    return embedding
  } catch (error) {
    end(true)
    throw error
  }
}
