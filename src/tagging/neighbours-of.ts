import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import { productIdOf } from '../catalogue/record-keys.ts'
import { truncate, type Embedding } from '../embedding/embedder.ts'
import { inPhase } from '../shared/in-phase.ts'
import type { Match } from '../vectors/vector-store.ts'
import type { Neighbour, Observation } from './observation.ts'

/** Photos of the catalogue that are asked for their tags. */
const NEIGHBOURS = 50

export type Alike = Pick<Observation, 'neighbours' | 'unlike'>

/** Photos of the catalogue that look alike, without those of the product itself. */
export async function neighboursOf (
  { index, manifest }: OpenIndex,
  embedding: Embedding,
  productId: string | undefined,
  signal?: AbortSignal
): Promise<Alike> {
  const cut = embedding.length === index.spec.dimension ? embedding : truncate(embedding, index.spec.dimension)
  const matches = await inPhase(
    'store',
    async () =>
      await index.query(cut, { topK: NEIGHBOURS, filter: { key: 'kind', op: 'eq', value: 'image' }, signal })
  )
  const others = matches.filter(({ key }) => productIdOf(key) !== productId)
  return { neighbours: others.map(toNeighbour), unlike: manifest.calibration?.image.image }
}

function toNeighbour ({ metadata, score }: Match): Neighbour {
  const { imageUrl } = metadata
  return { product: toProduct(metadata), score, imageUrl: typeof imageUrl === 'string' ? imageUrl : undefined }
}
