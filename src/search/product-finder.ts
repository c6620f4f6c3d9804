import { inPhase } from '../shared/in-phase.ts'
import { fuse } from './fusion.ts'
import { inOrder } from './in-order.ts'
import { withMetadata } from './late-metadata.ts'
import { findNamed, productIds } from './named-products.ts'
import type { ProductFilter } from './product-filter.ts'
import { byPhoto } from './photo-parts.ts'
import { hasPriceWithin, isRange } from './prices.ts'
import { cutOff, isOnlyNearest, rank, type Ranked } from './ranking.ts'
import { relevanceScale } from './relevance.ts'
import { filterOf } from './spellings.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import { isVaried, varied } from './variety.ts'
import type { Metadata } from '../vectors/vector-store.ts'
import { findWorded } from './worded-products.ts'
import type { Question } from './question.ts'

/** Finds and ranks the products that answer a question. */
export class ProductFinder {
  /** Nearest records that are fetched; named and worded ones come on top. */
  readonly #count: number

  constructor (count: number) {
    this.#count = count
  }

  /**
   * All products that answer, in the order that is asked for or else best first, before any are left out for variety;
   * facets count these.
   */
  async rank (question: Question, asked = question.request.wanted): Promise<Ranked[]> {
    const {
      request: { text, like, cutoff, sort, sortsLikely },
      hasWords,
      worded,
      unwantedIds,
      opened,
      parts,
      recolor,
      signal,
      times
    } = question
    const embedding = fuse(parts)
    const filter = filterOf(asked, opened.manifest.facets)
    const topK = this.#count
    const [matches, named, others] = await inPhase(
      'store',
      async () => {
        const [matches, named] = await Promise.all([
          opened.index.candidates(embedding, { topK, filter, signal }),
          findNamed({ text, isBrand: worded.isBrand, embedding, filter, signal }, opened)
        ])
        return [matches, named, await findWorded(worded, matches, opened, { embedding, filter, signal })]
      },
      times
    )
    const kept = await inPhase(
      'rank',
      async () => {
        const found = {
          named: productIds(named),
          titled: new Set(worded.titled),
          shares: worded.shares,
          ...(await byPhoto(matches, { parts, recolor, opened, signal }))
        }
        const scale = relevanceScale(parts, opened.manifest.calibration, hasWords)
        const ranked = rank([...matches, ...named, ...others], scale, found).filter(
          ({ productId }) => productId !== like && !unwantedIds.has(productId)
        )
        const fitting = await this.#inPriceRange(ranked, asked.price, question)
        return cutoff ? cutOff(fitting) : fitting
      },
      times
    )
    if (sort.length === 0) return kept
    return inOrder(await this.read(kept, question), sort, { byWords: sortsLikely === true, shares: worded.shares })
  }

  /** Without what the request wants left out for variety, which takes the metadata of all. */
  async varied (found: readonly Ranked[], question: Question): Promise<readonly Ranked[]> {
    const { variety } = question.request
    if (!isVaried(variety)) return found
    return varied(await this.read(found, question), variety, ({ metadata }) => {
      const { title, brand, images } = toProduct(metadata)
      return { title, brand, photo: images[0] }
    })
  }

  /** With the metadata of each: for the few that are shown, or all where they are sorted by or counted. */
  async read<T extends Pick<Ranked, 'key' | 'match'>> (
    ranked: readonly T[],
    { opened: { index }, signal, times }: Question
  ): Promise<Array<T & { readonly metadata: Metadata }>> {
    return await inPhase('store', async () => await withMetadata(ranked, index, signal), times)
  }

  /** Without what lies in the range only between the prices of two variants; stores tell that by metadata alone. */
  async #inPriceRange (ranked: Ranked[], range: ProductFilter['price'], question: Question): Promise<Ranked[]> {
    if (!isRange(range)) return ranked
    const now = Date.now()
    const read = await withMetadata(ranked, question.opened.index, question.signal)
    return read
      .filter(({ metadata }) => hasPriceWithin(metadata, range, now))
      .map(({ metadata, ...one }) => ({ ...one, match: { ...one.match, metadata } }))
  }

  /** All that answer, or none where all of them are only nearest. */
  async answering (question: Question, filter: ProductFilter): Promise<readonly Ranked[]> {
    const list = await this.rank(question, filter)
    return isOnlyNearest(list) ? [] : list
  }
}
