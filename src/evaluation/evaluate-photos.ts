import { dot, truncate, type Embedder, type Embedding } from '../embedding/embedder.ts'
import type { Image } from '../images/image.ts'
import kinds from './kinds.json' with { type: 'json' }
import { readPhoto, type LabelledPhoto } from './labelled-photos.ts'
import { mean, precisionAt } from './metrics.ts'
import paraphrases from './paraphrases.json' with { type: 'json' }

/** Quality at one dimension, each from 0 to 1. */
export interface Figures {
  readonly dimension: number
  /** Of photos found by a label's name, and by another photo. */
  readonly labelPrecision: number
  readonly photoPrecision: number
  /** By other words for a label. Absent where none is known for any label. */
  readonly paraphrasePrecision?: number
  /**
   * By words for a kind of it (beanie for Hat). Low by nature: photos of other kinds have the label too, and none says
   * its kind.
   */
  readonly kindPrecision?: number
  /** Share of photos nearest to the name of their own label. */
  readonly categoryByText: number
}

export interface PhotoReport {
  readonly model: string
  readonly photos: number
  readonly labels: readonly string[]
  readonly figures: readonly Figures[]
  /**
   * Share of photos that the model's own classifier gives their label, among these labels. Absent without a classifier.
   */
  readonly categoryByHead?: number
}

export interface EvaluateOptions {
  readonly embedder: Embedder
  readonly photos: readonly LabelledPhoto[]
  readonly classify?: (image: Image) => Promise<ReadonlyMap<string, number>>
  readonly onPhoto?: (done: number) => void
}

/** Precision is counted over this many answers. */
const K = 10

interface Item {
  readonly label: string
  readonly embedding: Embedding
}

/** Judges an embedder by labelled photos: a photo is right for its own label only. */
export async function evaluatePhotos ({ embedder, photos, classify, onPhoto }: EvaluateOptions): Promise<PhotoReport> {
  const labels = [...new Set(photos.map(({ label }) => label))].sort()
  const names = await embedTexts(
    embedder,
    labels.map((label) => ({ label, text: label.toLowerCase() }))
  )
  const others = await embedTexts(embedder, wordsFor(labels, paraphrases))
  const narrower = await embedTexts(embedder, wordsFor(labels, kinds))
  const items: Item[] = []
  const hits: boolean[] = []
  for (const photo of photos) {
    const image = await readPhoto(photo)
    items.push({ label: photo.label, embedding: await embedder.embed({ image }, { purpose: 'index' }) })
    if (classify) hits.push(likeliest(await classify(image), labels) === photo.label)
    onPhoto?.(items.length)
  }
  return {
    model: embedder.model,
    photos: photos.length,
    labels,
    figures: embedder.dimensions.map((dimension) => figuresAt(dimension, { names, others, narrower, items })),
    ...(classify && { categoryByHead: share(hits) })
  }
}

function figuresAt (
  dimension: number,
  all: Record<'names' | 'others' | 'narrower' | 'items', readonly Item[]>
): Figures {
  const cut = (items: readonly Item[]) =>
    items.map(({ label, embedding }) => ({ label, embedding: truncate(embedding, dimension) }))
  const [names, others, narrower, items] = [cut(all.names), cut(all.others), cut(all.narrower), cut(all.items)]
  return {
    dimension,
    labelPrecision: precisionOf(names, items),
    ...(others.length && { paraphrasePrecision: precisionOf(others, items) }),
    ...(narrower.length && { kindPrecision: precisionOf(narrower, items) }),
    photoPrecision: precisionOf(items, items),
    categoryByText: share(items.map((item) => rank(item, names)[0]?.label === item.label))
  }
}

function precisionOf (queries: readonly Item[], items: readonly Item[]): number {
  return mean(
    queries.map((query) => {
      const relevant = new Set(items.filter(({ label }) => label === query.label))
      return precisionAt(K, rank(query, items), relevant)
    })
  )
}

/** Nearest first, without the query itself. */
function rank (query: Item, items: readonly Item[]): Item[] {
  return items
    .filter((item) => item !== query)
    .map((item) => ({ item, similarity: dot(query.embedding, item.embedding) }))
    .sort((a, b) => b.similarity - a.similarity)
    .map(({ item }) => item)
}

async function embedTexts (
  embedder: Embedder,
  texts: ReadonlyArray<{ label: string; text: string }>
): Promise<Item[]> {
  return await Promise.all(
    texts.map(async ({ label, text }) => ({ label, embedding: await embedder.embed({ text }, { purpose: 'query' }) }))
  )
}

function wordsFor (
  labels: readonly string[],
  words: Readonly<Record<string, readonly string[]>>
): Array<{ label: string; text: string }> {
  return labels.flatMap((label) => (words[label] ?? []).map((text) => ({ label, text })))
}

function likeliest (probabilities: ReadonlyMap<string, number>, labels: readonly string[]): string | undefined {
  return labels.toSorted((a, b) => (probabilities.get(b) ?? 0) - (probabilities.get(a) ?? 0))[0]
}

function share (hits: readonly boolean[]): number {
  return mean(hits.map(Number))
}
