import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import { queryPurpose } from '../catalogue/query-purpose.ts'
import { imageKey, kindOf, textKey, type RecordKind } from '../catalogue/record-keys.ts'
import type { CachedEmbedder, ChargeModel } from '../embedding/cached-embedder.ts'
import { truncate, type QueryInput } from '../embedding/embedder.ts'
import type { ModelCost } from '../embedding/metered-embedder.ts'
import { ProductNotFoundError } from '../errors.ts'
import type { Lane } from '../shared/admission.ts'
import { handleHash, type KnownPhoto } from './photo-handle.ts'
import type { PartName, QueryPart } from './query-part.ts'
import type { CheckedRequest } from './request.ts'

export interface EmbeddedQuery {
  readonly parts: readonly QueryPart[]
  /** The photo as it can be asked with again; absent where there is none. */
  readonly photo?: KnownPhoto | undefined
  /** Parts that cost no model call. */
  readonly cached: readonly PartName[]
  /** Absent where the model bills nobody. */
  readonly cost?: ModelCost | undefined
}

/** Who waits for an embedding, and who pays for it. */
export interface Asking {
  readonly signal: AbortSignal
  /** Called before each model call; its rejection is the search's. */
  readonly charge?: ChargeModel | undefined
}

interface Task {
  readonly name: PartName
  readonly input: QueryInput
}

/** Turns the parts of a request into embeddings at the dimension of the index, all parts at once. */
export async function embedQuery (
  request: CheckedRequest,
  embedder: CachedEmbedder,
  opened: OpenIndex,
  asking: Asking
): Promise<EmbeddedQuery> {
  const { signal, charge } = asking
  const tasks = tasksOf(request)
  const purpose = queryPurpose(opened.manifest)
  const cached = tasks.filter(({ input }) => embedder.isCached(input, purpose)).map(({ name }) => name)
  const cost = embedder.costOf(
    tasks.map(({ input }) => input),
    purpose
  )
  const { dimension } = opened.index.spec
  let photo = request.photo
  const embedTask = async ({ name, input }: Task): Promise<QueryPart> => {
    const embedding = await embedder.embed(input, { purpose, signal, charge })
    if ('image' in input) photo = { hash: handleHash(input.image.hash), embedding }
    return { name, modality: modalityOf(input), embedding: truncate(embedding, dimension) }
  }
  const liked = request.like === undefined ? [] : await likedParts(request.like, opened, signal)
  const known = request.photo ? [knownPart(request.photo, dimension)] : []
  const embedded = await Promise.all(tasks.map(embedTask))
  const free = [...known, ...liked].map(({ name }) => name)
  return { parts: [...embedded, ...known, ...liked], photo, cached: [...new Set([...cached, ...free])], cost }
}

function knownPart ({ embedding }: KnownPhoto, dimension: number): QueryPart {
  return { name: 'IMAGE', modality: 'image', embedding: truncate(embedding, dimension) }
}

/** What the request waits for: a model for photos or for words, or only the store. */
export function laneOf (request: CheckedRequest, embedder: CachedEmbedder, { manifest }: OpenIndex): Lane {
  const purpose = queryPurpose(manifest)
  const inputs = tasksOf(request)
    .map(({ input }) => input)
    .filter((input) => !embedder.isCached(input, purpose))
  if (inputs.some((input) => !('text' in input))) return 'photos'
  return inputs.length > 0 ? 'words' : 'stored'
}

/** A document scores as pages do. */
function modalityOf (input: QueryInput): RecordKind {
  if ('media' in input) return input.media.kind === 'document' ? 'page' : input.media.kind
  return 'text' in input ? 'text' : 'image'
}

const NAMES = { video: 'VIDEO', document: 'DOCUMENT', audio: 'AUDIO' } as const

function tasksOf ({ text, image, media, without }: CheckedRequest): Task[] {
  const tasks: Task[] = []
  if (text !== undefined) tasks.push({ name: 'TEXT', input: { text } })
  if (image !== undefined) tasks.push({ name: 'IMAGE', input: { image } })
  for (const file of media.files) tasks.push({ name: NAMES[file.kind], input: { media: file } })
  if (without !== undefined) tasks.push({ name: 'WITHOUT', input: { text: without } })
  return tasks
}

/** More like a product is more like its words and its main photo: stored vectors, hence no model call. */
async function likedParts (id: string, { index }: OpenIndex, signal: AbortSignal): Promise<QueryPart[]> {
  const records = await index.get([textKey(id), imageKey(id, 0)], { signal })
  if (records.size === 0) throw new ProductNotFoundError(id)
  return [...records.values()].map(({ metadata, embedding }) => ({
    name: 'LIKE',
    modality: kindOf(metadata),
    embedding
  }))
}
