import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { normalise, truncate, type Embedder, type Embedding } from '../embedding/embedder.ts'
import { FastMatrix } from '../learning/fast-matrix.ts'
import type { Attribute, Label, Taxonomy } from '../taxonomy/taxonomy.ts'

/** Calls to the model at the same time: some models answer over a network. */
const CONCURRENCY = 16

/** By the name of an attribute and the position of its label. */
export type Shifts = ReadonlyMap<string, ReadonlyMap<number, number>>

export interface BuildOptions {
  readonly signal?: AbortSignal | undefined
  /** Embeddings of labels by what is asked for them; what is new is put into it. */
  readonly cache?: LabelStore | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

interface LabelStore {
  get(key: string): Embedding | undefined
  set(key: string, embedding: Embedding): void
}

interface Span {
  readonly start: number
  readonly end: number
}

/**
 * The embeddings of all labels of a taxonomy, row by row in one block, so that thousands are compared in a few
 * milliseconds.
 */
export class LabelEmbeddings {
  readonly dimension: number
  readonly #rows: Float32Array
  readonly #spans: ReadonlyMap<string, Span>
  readonly #cuts = new Map<number, LabelEmbeddings>()
  /** Values in which labels differ from zero: of the built-in model's texts fewer than half. */
  readonly #columns: Uint16Array
  readonly #compact: FastMatrix

  private constructor (rows: Float32Array, dimension: number, spans: ReadonlyMap<string, Span>) {
    this.#rows = rows
    this.dimension = dimension
    this.#spans = spans
    this.#columns = columnsOf(rows, dimension)
    this.#compact = new FastMatrix(pick(rows, dimension, this.#columns), this.#columns.length)
  }

  /** Embeds each label once for each template, as the ensembles of CLIP do (Radford et al. 2021, section 3.1.4). */
  static async build (
    taxonomy: Taxonomy,
    embedder: Pick<Embedder, 'embed' | 'dimensions'>,
    { signal, cache, onProgress }: BuildOptions = {}
  ): Promise<LabelEmbeddings> {
    const attributes = [taxonomy.category, ...taxonomy.attributes]
    const labels = attributes.flatMap((attribute) => attribute.labels)
    const dimension = embedder.dimensions[0]!
    const rows = new Float32Array(labels.length * dimension)
    const asked = labels.map((label) => textsOf(label, taxonomy.templates))
    const missing = asked
      .map((texts, i) => ({ texts, i, key: keyOf(texts) }))
      .filter(({ key, i }) => {
        const known = cache?.get(key)
        if (known) rows.set(known, i * dimension)
        return known === undefined
      })
    let done = labels.length - missing.length
    await Readable.from(missing).forEach(
      async ({ texts, i, key }) => {
        const embedding = await embedTexts(texts, embedder, signal)
        rows.set(embedding, i * dimension)
        cache?.set(key, embedding)
        onProgress?.(++done, labels.length)
      },
      { concurrency: CONCURRENCY }
    )
    return new LabelEmbeddings(rows, dimension, spansOf(attributes))
  }

  /** The same labels at a smaller dimension. */
  at (dimension: number): LabelEmbeddings {
    if (dimension === this.dimension) return this
    const known = this.#cuts.get(dimension)
    if (known) return known
    const count = this.#rows.length / this.dimension
    const rows = new Float32Array(count * dimension)
    for (let i = 0; i < count; i++) rows.set(truncate(this.#row(i), dimension), i * dimension)
    const cut = new LabelEmbeddings(rows, dimension, this.#spans)
    this.#cuts.set(dimension, cut)
    return cut
  }

  /** Cosine similarity of every label of every attribute. `shifts`, in deviations, come on top. */
  compare (embedding: Embedding, shifts?: Shifts): Comparison {
    return new Comparison(this.#compact.times(pick(embedding, this.dimension, this.#columns)), this.#spans, shifts)
  }

  #row (i: number): Float32Array {
    return this.#rows.subarray(i * this.dimension, (i + 1) * this.dimension)
  }
}

/**
 * Similarities of one embedding with all labels. They are told in deviations of all of them, since models
 * differ in how far apart their similarities lie and since an attribute may have only two labels.
 */
export class Comparison {
  readonly #scores: Float32Array
  readonly #spans: ReadonlyMap<string, Span>
  readonly #deviation: number
  readonly #shifts: Shifts | undefined

  constructor (scores: Float32Array, spans: ReadonlyMap<string, Span>, shifts?: Shifts) {
    this.#scores = scores
    this.#spans = spans
    this.#shifts = shifts
    this.#deviation = deviationOf(scores) || 1
  }

  /** Similarities of an attribute's labels, around their mean, in deviations. */
  standardised (attribute: string): Float32Array {
    const { start, end } = this.#spans.get(attribute)!
    const scores = this.#scores.slice(start, end)
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
    const shifts = this.#shifts?.get(attribute)
    return scores.map((score, i) => (score - mean) / this.#deviation + (shifts?.get(i) ?? 0))
  }
}

function columnsOf (rows: Float32Array, width: number): Uint16Array {
  const isUsed = new Uint8Array(width)
  rows.forEach((value, i) => {
    if (value !== 0) isUsed[i % width] = 1
  })
  return Uint16Array.from([...isUsed.keys()].filter((column) => isUsed[column]))
}

/** These columns of each row. */
function pick (rows: Float32Array, width: number, columns: Uint16Array): Float32Array {
  const picked = new Float32Array((rows.length / width) * columns.length)
  for (let start = 0, i = 0; start < rows.length; start += width) {
    for (const column of columns) picked[i++] = rows[start + column]!
  }
  return picked
}

function textsOf ({ prompts }: Label, templates: readonly string[]): string[] {
  return templates.map((template) => template.replace('{}', () => prompts.join(', ')))
}

/** The same texts have the same embedding, whatever the label is called. */
function keyOf (texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64url').slice(0, 22)
}

/** Mean over the texts, one after the other: a search that comes meanwhile waits for few of them. */
async function embedTexts (
  [first, ...others]: readonly string[],
  embedder: Pick<Embedder, 'embed'>,
  signal: AbortSignal | undefined
): Promise<Embedding> {
  const embed = async (text: string) => await embedder.embed({ text }, { purpose: 'query', signal })
  const sum = (await embed(first!)).slice()
  for (const text of others) {
    ;(await embed(text)).forEach((value, i) => {
      sum[i]! += value
    })
  }
  return normalise(sum)
}

function spansOf (attributes: readonly Attribute[]): Map<string, Span> {
  const spans = new Map<string, Span>()
  let start = 0
  for (const { name, labels } of attributes) spans.set(name, { start, end: (start += labels.length) })
  return spans
}

function deviationOf (values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}
