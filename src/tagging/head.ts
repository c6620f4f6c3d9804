import { fitLogistic } from '../learning/logistic.ts'
import { dot, truncate, type Embedding } from '../embedding/embedder.ts'
import { toBytes, toFloats } from '../shared/little-endian.ts'

/** As it is kept in JSON: the numbers as base64 of little-endian float32. */
export interface HeadJson {
  readonly attribute: string
  readonly labels: readonly string[]
  readonly weights: string
  readonly biases: string
}

export interface Example {
  readonly embedding: Embedding
  readonly value: string
}

/** Fewer photos than this say too little about a label to learn it. */
const MIN_EXAMPLES = 5
/**
 * Values of an embedding that are read; the rest tells little more about a label, and most of what is learned by heart.
 */
const WIDTH = 384
/** Embeddings have unit length; a classifier with a mild penalty wants values of about one. */
const SCALE = 10

/** A classifier over embeddings for the labels of one attribute that a shop has photos of. */
export class Head {
  readonly attribute: string
  readonly labels: readonly string[]
  readonly #weights: Float32Array
  readonly #biases: Float32Array

  constructor ({
    attribute,
    labels,
    weights,
    biases
  }: {
    attribute: string
    labels: readonly string[]
    weights: Float32Array
    biases: Float32Array
  }) {
    this.attribute = attribute
    this.labels = labels
    this.#weights = weights
    this.#biases = biases
  }

  /** Learns from labelled embeddings; undefined where fewer than two labels have enough of them. */
  static fit (
    attribute: string,
    examples: readonly Example[],
    { l2 = 1e-4, iterations = 100 } = {}
  ): Head | undefined {
    const counts = new Map<string, number>()
    for (const { value } of examples) counts.set(value, (counts.get(value) ?? 0) + 1)
    const labels = [...counts]
      .filter(([, count]) => count >= MIN_EXAMPLES)
      .map(([value]) => value)
      .sort()
    if (labels.length < 2) return undefined
    const used = examples.filter(({ value }) => labels.includes(value))
    const rows = used.map(({ embedding }) => cut(embedding, WIDTH).map((value) => value * SCALE))
    const samples = { rows, labels: used.map(({ value }) => [labels.indexOf(value)]), classes: labels.length }
    return new Head({ attribute, labels, ...fitLogistic(samples, { l2, iterations }) })
  }

  static fromJson ({ attribute, labels, weights, biases }: HeadJson): Head {
    return new Head({ attribute, labels, weights: fromBase64(weights), biases: fromBase64(biases) })
  }

  toJson (): HeadJson {
    return {
      attribute: this.attribute,
      labels: this.labels,
      weights: toBase64(this.#weights),
      biases: toBase64(this.#biases)
    }
  }

  /** Values that an embedding must have at least. */
  get dimension (): number {
    return this.#weights.length / this.labels.length
  }

  /** Probability of each of `labels`, given that it is one of them. */
  predict (embedding: Embedding): Map<string, number> {
    const width = this.dimension
    const read = cut(embedding, width)
    const logits = this.labels.map(
      (_, c) => SCALE * dot(read, this.#weights.subarray(c * width, (c + 1) * width)) + this.#biases[c]!
    )
    const largest = Math.max(...logits)
    const powers = logits.map((logit) => Math.exp(logit - largest))
    const total = powers.reduce((sum, power) => sum + power, 0)
    return new Map(this.labels.map((label, c) => [label, powers[c]! / total]))
  }
}

function cut (embedding: Embedding, width: number): Embedding {
  return embedding.length > width ? truncate(embedding, width) : embedding
}

function toBase64 (values: Float32Array): string {
  return toBytes(values).toString('base64')
}

function fromBase64 (text: string): Float32Array {
  return toFloats(Buffer.from(text, 'base64'))
}
