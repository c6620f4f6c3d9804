import { opinionOf } from '../combine.ts'
import { fitEnsemble, type Sample } from './fit-ensemble.ts'
import { fitTrust } from './fit-trust.ts'
import { Head, type Example } from '../head.ts'
import type { LabelEmbeddings } from '../label-embeddings.ts'
import type { ObservedProduct } from './labelled-photos.ts'
import { LabelledNeighbours } from './nearest-labelled.ts'
import { statedLabels } from '../observation.ts'
import { keyOf, type AttributeProfile, type EnsembleWeights, type TaggingProfile } from '../profile.ts'
import { Tagger } from '../tagger.ts'
import type { EvidenceKind } from '../tagging.ts'
import { isWithin, type Attribute, type Taxonomy } from '../../taxonomy/taxonomy.ts'

export interface FitOptions {
  readonly taxonomy: Taxonomy
  readonly bank: LabelEmbeddings
  readonly model: string
  /** In parts. Each is judged by what the others teach, so that no product has taught what judges it. */
  readonly folds: ReadonlyArray<readonly ObservedProduct[]>
  /** Which products have labels sure enough to set thresholds by; weights are set by all. Default: all. */
  readonly isSure?: ((product: ObservedProduct) => boolean) | undefined
  /** Precision that assigned values should have, 0 to 1. */
  readonly precision: number
}

/** Fewer products say too little about what a confidence is worth. */
const MIN_SAMPLES = 20
/** More teach thresholds no better, and each is compared with all photos of the other parts. */
const MAX_SAMPLES = 3000
/** More teach weights no better. */
const MAX_WEIGHED = 1500
/** Sources that may be missing: catalogues are empty or unlike, heads unfitted, photos not at hand. */
const OPTIONAL: readonly EvidenceKind[] = ['NEIGHBOUR', 'HEAD', 'COLOR']

/** Learns what one shop's labelled photos teach about tagging with one taxonomy and one model. */
export function fitProfile ({
  taxonomy,
  bank,
  model,
  folds,
  isSure = () => true,
  precision
}: FitOptions): TaggingProfile {
  const attributes = [taxonomy.category, ...taxonomy.attributes]
  const samples = new Map(attributes.map((attribute) => [attribute, [] as Sample[]]))
  for (const fold of folds) {
    const others = folds.filter((other) => other !== fold).flat()
    const tagger = new Tagger({ taxonomy, bank, heads: fitHeads(attributes, others, taxonomy) })
    const neighbours = new LabelledNeighbours(others)
    for (const attribute of attributes) {
      samples
        .get(attribute)!
        .push(...samplesOf({ attribute, tagger, neighbours, isSure }, fold, Math.ceil(MAX_SAMPLES / folds.length)))
    }
  }
  const profiles = attributes.flatMap((attribute) => {
    const known = samples.get(attribute)!
    return known.length < MIN_SAMPLES ? [] : [[attribute.name, fitAttribute(attribute, known, precision)] as const]
  })
  const heads = fitHeads(attributes, folds.flat(), taxonomy)
  return {
    version: 2,
    model,
    taxonomy: taxonomy.name,
    precision,
    attributes: Object.fromEntries(profiles),
    heads: [...heads.values()].map((head) => head.toJson())
  }
}

/** Classifiers are for exclusive labels. */
function fitHeads (
  attributes: readonly Attribute[],
  products: readonly ObservedProduct[],
  taxonomy: Taxonomy
): Map<string, Head> {
  return new Map(
    attributes
      .filter(({ type }) => type === 'ONE_OF')
      .flatMap((attribute) => {
        const head = Head.fit(attribute.name, examplesOf(attribute, products, taxonomy))
        return head ? [[attribute.name, head] as const] : []
      })
  )
}

function examplesOf (attribute: Attribute, products: readonly ObservedProduct[], taxonomy: Taxonomy): Example[] {
  const values = new Set(attribute.labels.map(({ value }) => value))
  return products.flatMap(({ product, embedding }) => {
    const [value] = statedLabels(product, attribute.name, taxonomy)
    // A category that is a branch teaches nothing about its leaves.
    return value !== undefined && values.has(value) ? [{ embedding, value }] : []
  })
}

interface Judging {
  readonly attribute: Attribute
  readonly tagger: Tagger
  readonly neighbours: LabelledNeighbours
  readonly isSure: (product: ObservedProduct) => boolean
}

function samplesOf (
  { attribute, tagger, neighbours, isSure }: Judging,
  products: readonly ObservedProduct[],
  count: number
): Sample[] {
  const known = products
    .map((product) => ({ product, stated: statedLabels(product.product, attribute.name, tagger.taxonomy) }))
    .filter(({ stated }) => stated.length > 0)
  return evenly(known, count).map(({ product, stated }) => {
    const { sources } = tagger.read(attribute, neighbours.observe(product))
    const isTrue = attribute.labels.map(({ value }) => stated.some((label) => isWithin(value, label)))
    const nearness = sources.find(({ kind }) => kind === 'PROMPT')?.nearness
    const opinions = sources.map((source) => opinionOf(attribute, source))
    return { isTrue, nearness, opinions, isSure: isSure(product) }
  })
}

/** At most so many, from all over the list. */
function evenly<T> (items: readonly T[], count: number): readonly T[] {
  return items.length <= count
    ? items
    : Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!)
}

/** One weighing for each set of sources that may speak. */
function fitAttribute (attribute: Attribute, samples: readonly Sample[], precision: number): AttributeProfile {
  const kindsOf = ({ opinions }: Sample) => new Set(opinions.map(({ kind }) => kind))
  return Object.fromEntries(
    subsetsOf(OPTIONAL).flatMap((optional) => {
      const kinds: EvidenceKind[] = ['PROMPT', ...optional]
      const complete = samples.filter((sample) => kinds.every((kind) => kindsOf(sample).has(kind)))
      return complete.length < MIN_SAMPLES
        ? []
        : [[keyOf(kinds), fitWeighing(attribute, kinds, complete, precision)] as const]
    })
  )
}

function fitWeighing (
  attribute: Attribute,
  kinds: readonly EvidenceKind[],
  samples: readonly Sample[],
  precision: number
): EnsembleWeights {
  const weighing = fitEnsemble(attribute, kinds, evenly(samples, MAX_WEIGHED), precision)
  // Of colors, thresholds by label came to a precision of 0.92 on photos that judge them, one for all to 0.95.
  if (attribute.type !== 'ONE_OF') return weighing
  const sure = samples
    .filter(({ isSure = true }) => isSure)
    .map((sample) => ({ ...sample, opinions: sample.opinions.filter(({ kind }) => kinds.includes(kind)) }))
  return { ...weighing, labels: fitTrust(attribute, sure, weighing, precision) }
}

function subsetsOf<T> (items: readonly T[]): T[][] {
  return items.reduce<T[][]>((subsets, item) => [...subsets, ...subsets.map((subset) => [...subset, item])], [[]])
}
