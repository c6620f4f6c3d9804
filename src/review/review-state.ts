import type { Product } from '../catalogue/product.ts'
import { CATEGORY, type Attribute, type Taxonomy } from '../taxonomy/taxonomy.ts'
import { isDecision, type ReviewDecision, type ReviewEntry } from './store/review-entry.ts'
import { isAmong, judged, withStatement, type Opinion } from '../tagging/statement.ts'

/** What the log says about one attribute of one product, after all that was decided and taken back. */
export interface ReviewState extends Opinion {
  readonly productId: string
  readonly attribute: string
  /** The photo that was looked at last. */
  readonly imageUrl: string | undefined
  /** What the catalogue itself states. */
  readonly base: string | undefined
  /** What the index should state, in the catalogue's words where people say nothing. */
  readonly statement: string | undefined
  /** The same after each entry, oldest first. */
  readonly trail: ReadonlyArray<{ readonly seq: number; readonly statement: string | undefined }>
}

/** Whether a decision still holds; all of them may have been taken back. */
export function isOpinion ({ right, wrong }: Opinion): boolean {
  return right.length > 0 || wrong.length > 0
}

/** What was worked out for a log; one that grows is another array. */
const known = new WeakMap<readonly ReviewEntry[], Map<string, readonly ReviewState[]>>()

/**
 * Of every attribute of every product that the log names, in the order of their first entries; worked out once for the
 * same entries.
 */
export function reviewStates (entries: readonly ReviewEntry[], taxonomy: Taxonomy): readonly ReviewState[] {
  const ofLog = known.get(entries) ?? new Map<string, readonly ReviewState[]>()
  known.set(entries, ofLog)
  const found = ofLog.get(taxonomy.digest) ?? workOut(entries, taxonomy)
  ofLog.set(taxonomy.digest, found)
  return found
}

function workOut (entries: readonly ReviewEntry[], taxonomy: Taxonomy): ReviewState[] {
  const histories = new Map<string, ReviewEntry[]>()
  const historyOf = new Map<number, ReviewEntry[]>()
  for (const entry of entries) {
    if (entry.taxonomy !== taxonomy.name) continue
    const history = isDecision(entry) ? historyFor(histories, entry) : historyOf.get(entry.reverts)
    history?.push(entry)
    if (history) historyOf.set(entry.seq, history)
  }
  return [...histories.values()].flatMap((history) => {
    const attribute = attributeOf(history, taxonomy)
    return attribute ? [reviewStateOf(history, attribute, taxonomy)] : []
  })
}

/** The product as people see it; tags of the catalogue that say otherwise do not count. */
export function asReviewed (product: Product, reviewed: readonly ReviewState[], taxonomy: Taxonomy): Product {
  return reviewed.filter(isOpinion).reduce((result, { attribute, right, wrong, statement }) => {
    const isOneOf = attributeNamed(attribute, taxonomy)?.type === 'ONE_OF'
    const isDenied = (tag: string) => {
      const label = attribute === CATEGORY ? undefined : taxonomy.resolve(attribute, tag)
      return (
        label !== undefined &&
        (isAmong(label, wrong, attribute) || (isOneOf && right.length > 0 && !right.includes(label)))
      )
    }
    return asSaid({ ...result, tags: result.tags.filter((tag) => !isDenied(tag)) }, attribute, statement)
  }, product)
}

/** The product as the catalogue states it, whatever was written to the index since. */
export function asCatalogued (product: Product, reviewed: readonly ReviewState[]): Product {
  return reviewed.reduce((result, { attribute, base }) => asSaid(result, attribute, base), product)
}

/** For evidence, unlike in the index, what is said of the category takes the place of the shop's. */
function asSaid (product: Product, attribute: string, statement: string | undefined): Product {
  if (attribute !== CATEGORY) return withStatement(product, attribute, statement)
  const { taxonomyCategory: _said, isCategoryTagged: _tagged, ...rest } = product
  return { ...rest, category: statement }
}

/** Undefined for a name that the taxonomy does not have. */
export function attributeNamed (name: string, { category, attributes }: Taxonomy): Attribute | undefined {
  return [category, ...attributes].find((attribute) => attribute.name === name)
}

function historyFor (histories: Map<string, ReviewEntry[]>, { productId, attribute }: ReviewDecision): ReviewEntry[] {
  const key = JSON.stringify([productId, attribute])
  const history = histories.get(key) ?? []
  histories.set(key, history)
  return history
}

function attributeOf ([first]: readonly ReviewEntry[], taxonomy: Taxonomy): Attribute | undefined {
  return first && isDecision(first) ? attributeNamed(first.attribute, taxonomy) : undefined
}

/**
 * Goes through the history: where the index stated something that nobody here wrote, the catalogue had changed its
 * mind.
 */
function reviewStateOf (history: readonly ReviewEntry[], attribute: Attribute, taxonomy: Taxonomy): ReviewState {
  let live: ReviewDecision[] = []
  let base: string | undefined
  let statement: string | undefined
  let opinion: Opinion = { right: [], wrong: [] }
  const trail: Array<ReviewState['trail'][number]> = []
  for (const entry of history) {
    if (isDecision(entry)) {
      if (live.length === 0 || entry.previous !== statement) base = entry.previous
      live = [...live, entry]
    } else {
      live = live.filter(({ seq }) => seq !== entry.reverts)
    }
    opinion = opinionOf(live, attribute, taxonomy)
    statement = judged(base, opinion, attribute, taxonomy)
    trail.push({ seq: entry.seq, statement })
  }
  const { productId, imageUrl } = live.at(-1) ?? (history[0] as ReviewDecision)
  return { productId, attribute: attribute.name, imageUrl, base, statement, trail, ...opinion }
}

/** A later decision wins over an earlier one. A value that the taxonomy has lost since does not count. */
function opinionOf (decisions: readonly ReviewDecision[], { name, type }: Attribute, taxonomy: Taxonomy): Opinion {
  const right = new Set<string>()
  const wrong = new Set<string>()
  const accept = (label: string) => {
    if (type === 'ONE_OF') right.clear()
    right.add(label)
    wrong.delete(label)
  }
  const reject = (label: string) => {
    right.delete(label)
    wrong.add(label)
  }
  const resolve = (value: string | undefined) => (value === undefined ? undefined : taxonomy.resolve(name, value))
  for (const { verdict, value, replacement } of decisions) {
    const [label, other] = [resolve(value), resolve(replacement)]
    if (label !== undefined) (verdict === 'ACCEPT' ? accept : reject)(label)
    if (other !== undefined) accept(other)
  }
  return { right: [...right], wrong: [...wrong] }
}
