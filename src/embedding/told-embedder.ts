import { inSpan } from '../shared/in-span.ts'
import { tell } from '../shared/observations.ts'
import { embedMedia, type EmbedOptions, type Embedder, type Embedding, type QueryInput } from './embedder.ts'

/** One call of a model, of which is told how long it took and whether it failed. */
export async function toldOf (embedder: Embedder, input: QueryInput, options: EmbedOptions): Promise<Embedding> {
  const modality = 'text' in input ? 'text' : 'image' in input ? 'image' : input.media.kind
  const start = performance.now()
  const end = (isFailed: boolean) =>
    tell({ kind: 'model', modality, isFailed, seconds: (performance.now() - start) / 1000 })
  try {
    const embedding = await inSpan(
      'model',
      { 'vitrine.model': embedder.model, 'vitrine.modality': modality },
      async () => 'media' in input ? await embedMedia(embedder, input.media, options) : await embedder.embed(input, options)
    )
    end(false)
    return embedding
  } catch (error) {
    end(true)
    throw error
  }
}
