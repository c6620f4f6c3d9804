import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Embedder } from '../src/embedding/embedder.ts'
import { observeAll, readLabelled, type ObservedProduct } from '../src/tagging/fit/labelled-photos.ts'
import type { EnsembleWeights } from '../src/tagging/profile.ts'
import type { Tagger } from '../src/tagging/tagger.ts'
import { isWithin, type Taxonomy } from '../src/taxonomy/taxonomy.ts'

interface Answer {
  readonly nearness: number
  readonly isRight: boolean
}

/** What these show, where the catalogue puts them elsewhere. */
const SHOWN: Readonly<Record<string, string | undefined>> = {
  'Hand Trowel': 'Garden/Garden tool',
  'Light Shade': 'Home/Lighting',
  'Guardian Lion Statue': undefined
}

const LIMITS = { maxPixels: 50_000_000, maxBytes: 20_971_520 }

/**
 * As near as a photo, or photo and title together, must be to a label without examples: what products of the demo
 * catalogue say, once as they are and once as goods that the taxonomy does not know, its branch of them left out.
 */
export async function fitOthers (
  { taxonomy, bank }: Pick<Tagger, 'taxonomy' | 'bank'>,
  embedder: Pick<Embedder, 'embed'>,
  precision: number
): Promise<NonNullable<EnsembleWeights['others']>> {
  const file = join(dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')), 'assets/products.csv')
  const products = await observeAll(file, await readLabelled(file), { embedder, limits: LIMITS, titles: true })
  const nearest = ({ embedding, title }: ObservedProduct, isTitled: boolean) => {
    const photo = bank.compare(embedding).standardised('category')
    const words = title && bank.compare(title.embedding).standardised('category')
    return photo.map((near, i) => (isTitled && words ? (near + words[i]!) / 2 : near))
  }
  const from = (isTitled: boolean) =>
    leastNearness(
      products.flatMap((product) => answersOf(product, nearest(product, isTitled), taxonomy)),
      precision
    )
  return { photo: from(false), titled: from(true) }
}

function answersOf ({ product }: ObservedProduct, nearness: Float32Array, taxonomy: Taxonomy): Answer[] {
  const { title = '', category = '' } = product
  const stated = title in SHOWN ? SHOWN[title] : taxonomy.resolveCategory(category)
  if (stated === undefined) return []
  const { labels } = taxonomy.category
  const [root] = stated.split('/') as [string]
  const best = (rows: readonly number[]) => rows.reduce((a, b) => (nearness[b]! > nearness[a]! ? b : a))
  const known = best([...labels.keys()])
  const unknown = best([...labels.keys()].filter((i) => !isWithin(labels[i]!.value, root)))
  return [
    { nearness: nearness[known]!, isRight: isWithin(labels[known]!.value, stated) },
    { nearness: nearness[unknown]!, isRight: false }
  ]
}

/** The lowest from which answers are so precise even if one more were wrong. */
function leastNearness (answers: readonly Answer[], precision: number): number | undefined {
  let right = 0
  let least: number | undefined
  answers
    .toSorted((a, b) => b.nearness - a.nearness)
    .forEach(({ nearness, isRight }, i) => {
      right += Number(isRight)
      if (right / (i + 2) >= precision) least = nearness
    })
  return least
}
