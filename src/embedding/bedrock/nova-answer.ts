import { ModelAnswerInvalidError } from '../../errors.ts'
import { divide, dot, type Embedding } from '../embedder.ts'
import { MODEL_ID, NATIVE_DIMENSION } from './nova.ts'

export interface NovaAnswer {
  /** Unit length. */
  readonly embedding: Embedding
  /** Length as it was sent; 1 but for rounding. */
  readonly norm: number
  /** Where the model cut a text, if it did. */
  readonly truncatedCharLength?: number
}

/** What the combined mode calls its one embedding is not written anywhere: a clip's is the only one there. */
export type AnswerType = 'TEXT' | 'IMAGE' | 'VIDEO' | 'AUDIO'

interface Element {
  readonly embeddingType?: unknown
  readonly embedding?: unknown
  readonly truncatedCharLength?: number
}

/**
 * Reads and checks the answer's body: anything that is not one finite vector of the asked type and size is
 * MODEL_ANSWER_INVALID.
 */
export function readAnswer (body: string, type: AnswerType, dimension = NATIVE_DIMENSION): NovaAnswer {
  const elements = parse(body)
  const only = type === 'VIDEO' && elements.length === 1 ? elements[0] : undefined
  const element = only ?? elements.find(({ embeddingType }) => embeddingType === type)
  if (!element) throw new ModelAnswerInvalidError(MODEL_ID, `it holds no ${type} embedding`)
  const embedding = toEmbedding(element.embedding, dimension)
  const norm = Math.sqrt(dot(embedding, embedding))
  if (norm === 0) throw new ModelAnswerInvalidError(MODEL_ID, 'the embedding is all zeros')
  return {
    embedding: divide(embedding, norm),
    norm,
    ...(element.truncatedCharLength !== undefined && { truncatedCharLength: element.truncatedCharLength })
  }
}

function parse (body: string): readonly Element[] {
  try {
    const { embeddings } = JSON.parse(body) as { embeddings?: unknown }
    return Array.isArray(embeddings) ? embeddings : []
  } catch (cause) {
    throw new ModelAnswerInvalidError(MODEL_ID, 'it is not JSON', { cause })
  }
}

/** Values as a unit vector of `dimension`. Throws MODEL_ANSWER_INVALID. */
export function readEmbedding (values: unknown, dimension: number): Embedding {
  const embedding = toEmbedding(values, dimension)
  const norm = Math.sqrt(dot(embedding, embedding))
  if (norm === 0) throw new ModelAnswerInvalidError(MODEL_ID, 'the embedding is all zeros')
  return divide(embedding, norm)
}

function toEmbedding (values: unknown, dimension: number): Float32Array {
  if (!Array.isArray(values) || values.length !== dimension) {
    throw new ModelAnswerInvalidError(
      MODEL_ID,
      `the embedding has ${Array.isArray(values) ? values.length : 'no'} values, asked for were ${dimension}`
    )
  }
  const embedding = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new ModelAnswerInvalidError(MODEL_ID, 'the embedding holds a value that is not a finite number')
    }
    embedding[i] = values[i]
  }
  return embedding
}
