import { combine } from './combine.ts'
import type { Head } from './head.ts'
import type { Comparison, LabelEmbeddings } from './label-embeddings.ts'
import { isColor, statedLabels, type Neighbour, type Observation } from './observation.ts'
import type { Prototypes } from './prototypes.ts'
import { SUGGEST_ABOVE, weighingOf, type TaggingProfile } from './profile.ts'
import {
  colorEvidence,
  headEvidence,
  neighbourEvidence,
  predictKnown,
  promptEvidence,
  type LabelEvidence
} from './label-evidence.ts'
import type { LabelCandidate, Decision, Evidence, Tag, Tagging } from './tagging.ts'
import type { Attribute, Taxonomy } from '../taxonomy/taxonomy.ts'
import { decideCategory } from './category.ts'
import { Trusting } from './trust.ts'
import { bestFirst, bestOf, rowsOf, describeDoubt } from './candidate-order.ts'

export interface TaggerOptions {
  readonly taxonomy: Taxonomy
  readonly bank: LabelEmbeddings
  readonly profile?: Pick<TaggingProfile, 'attributes'> | undefined
  readonly heads?: ReadonlyMap<string, Head> | undefined
  /** What examples teach beside the labels' words. */
  readonly prototypes?: Pick<Prototypes, 'shifts'> | undefined
}

/** What is known of one attribute. */
interface Known {
  /** In the order of the attribute's labels. */
  readonly confidences: readonly number[]
  readonly sources: readonly LabelEvidence[]
  readonly trusting: Trusting
}

/** The answer for one attribute before it is decided. */
export interface Reading extends Pick<Known, 'sources'> {
  /** Confidence from which the best of them is assigned; absent where nobody knows. */
  readonly threshold?: number | undefined
  /** Best first; all labels of the attribute. */
  readonly candidates: readonly LabelCandidate[]
}

const MAX_ALTERNATIVES = 3
/** Values of one attribute; what is likelier than not of a thousand near-synonyms helps nobody. */
const MAX_VALUES = 10
/** Share of the likely categories that an attribute must apply to where none of them is certain. */
const APPLIES_FROM = 0.9
const UNKNOWN_CATEGORY = 'the category is not certain enough to know whether it applies'
const MAX_NEIGHBOURS_SHOWN = 3

/** Tags what has been observed; no model and no store is asked. */
export class Tagger {
  readonly taxonomy: Taxonomy
  readonly #options: TaggerOptions

  constructor (options: TaggerOptions) {
    this.taxonomy = options.taxonomy
    this.#options = options
  }

  /** The category first, then the attributes that apply to it, or to `known` where somebody has said which it is. */
  tag (observation: Observation, known?: string): Tagging {
    const { taxonomy } = this
    const compared = this.#compare(observation)
    const { confidences, sources, trusting } = this.#read(taxonomy.category, observation, compared)
    const leaves = taxonomy.category.labels.map(({ value }, i) => ({ value, confidence: confidences[i]! }))
    const best = bestOf(taxonomy.category, confidences, 1 + MAX_ALTERNATIVES)
    const category = decideCategory(best, (branch) => trusting.isSure(branch, best[0]!.value), leaves)
    const path = known ?? category.path
    const applicable = path === undefined ? this.#likelyAttributes(confidences) : taxonomy.attributesOf(path)
    const outcomes = applicable.map((attribute) =>
      this.#outcome(attribute, this.#read(attribute, observation, compared), observation)
    )
    const unknown =
      path === undefined ? taxonomy.attributes.filter((attribute) => !applicable.includes(attribute)) : []
    const doubts = outcomes.flatMap(({ attribute, tags, best }) =>
      tags.length > 0 ? [] : [{ attribute, reason: describeDoubt(best[0]!), alternatives: best }]
    )
    return {
      category: {
        ...category,
        evidence: this.#evidence(taxonomy.category, category.path ?? best[0]!.value, sources, observation)
      },
      tags: outcomes.flatMap(({ tags }) => tags),
      abstained: [
        ...doubts,
        ...unknown.map(({ name }) => ({ attribute: name, reason: UNKNOWN_CATEGORY, alternatives: [] }))
      ]
    }
  }

  /** What the sources say about one attribute, and the confidence they add up to. */
  read (attribute: Attribute, observation: Observation): Reading {
    const { confidences, sources, trusting } = this.#read(attribute, observation, this.#compare(observation))
    const candidates = bestFirst(attribute, confidences)
    return { sources, threshold: trusting.thresholdOf(candidates[0]!.value), candidates }
  }

  /** The same without what classifiers say. */
  withoutHeads (): Tagger {
    return new Tagger({ ...this.#options, heads: undefined })
  }

  /** The same with labels that examples have moved. */
  withPrototypes (prototypes: TaggerOptions['prototypes']): Tagger {
    return prototypes ? new Tagger({ ...this.#options, prototypes }) : this
  }

  get bank (): LabelEmbeddings {
    return this.#options.bank
  }

  /** A dress or a sofa: nobody knows which, but it has a color. */
  #likelyAttributes (confidences: readonly number[]): Attribute[] {
    return this.taxonomy.attributes.filter((attribute) => {
      const rows = this.taxonomy.categoriesOf(attribute)
      return rows.reduce((mass, row) => mass + confidences[row]!, 0) >= APPLIES_FROM
    })
  }

  #compare ({ embedding, title }: Observation): Compared {
    const bank = this.#options.bank.at(embedding.length)
    return {
      photo: bank.compare(embedding, this.#options.prototypes?.shifts(embedding)),
      title: title && bank.compare(title.embedding)
    }
  }

  #read (attribute: Attribute, observation: Observation, compared: Compared): Known {
    const sources = this.#sources(attribute, observation, compared)
    const weighing = weighingOf(
      this.#options.profile?.attributes[attribute.name],
      sources.map(({ kind }) => kind)
    )
    return {
      confidences: combine(attribute, sources, weighing),
      sources,
      trusting: new Trusting(attribute, sources, weighing)
    }
  }

  #sources (attribute: Attribute, observation: Observation, { photo, title }: Compared): LabelEvidence[] {
    const { taxonomy, heads } = this.#options
    const { embedding, colors } = observation
    const prompt = promptEvidence('PROMPT', attribute, photo)
    const isSaid = attribute === taxonomy.category || (observation.title && this.#names(attribute, observation.title))
    const titled = title && isSaid ? promptEvidence('TITLE', attribute, title) : undefined
    const voted = neighbourEvidence(attribute, observation, taxonomy, prompt)
    const head = heads?.get(attribute.name)
    const known =
      head && head.dimension <= embedding.length
        ? predictKnown(head, embedding, new Set(attribute.labels.map(({ value }) => value)))
        : undefined
    const classified = known && known.size > 0 ? headEvidence(attribute, known, prompt) : undefined
    const measured = colors && isColor(attribute.name) ? colorEvidence(attribute, colors, taxonomy) : undefined
    return [prompt, titled, voted, classified, measured].filter((source) => source !== undefined)
  }

  /** A title that names no color says nothing of it, and would only make the photo's less sure. */
  #names ({ name }: Attribute, { text }: NonNullable<Observation['title']>): boolean {
    const words = text.split(/[^\p{L}\p{N}-]+/u)
    const pairs = words.slice(1).map((word, i) => `${words[i]!} ${word}`)
    return [...words, ...pairs].some((word) => word !== '' && this.taxonomy.resolve(name, word) !== undefined)
  }

  #outcome (
    attribute: Attribute,
    { confidences, sources, trusting }: Known,
    observation: Observation
  ): Outcome {
    const candidates = bestOf(attribute, confidences, MAX_VALUES + MAX_ALTERNATIVES)
    // Best first, so that the likely ones come before all others.
    const doubtful = candidates.findIndex((one) => one.confidence <= SUGGEST_ABOVE && !trusting.isSure(one))
    const likely = doubtful === -1 ? candidates.length : doubtful
    const count = Math.min(likely, attribute.type === 'ONE_OF' ? 1 : MAX_VALUES)
    const [chosen, alternatives] = [candidates.slice(0, count), candidates.slice(count, count + MAX_ALTERNATIVES)]
    const tags = chosen.map((candidate): Tag => {
      const decision: Decision = trusting.isSure(candidate) ? 'ASSIGNED' : 'SUGGESTED'
      return {
        attribute: attribute.name,
        ...candidate,
        decision,
        alternatives,
        evidence: this.#evidence(attribute, candidate.value, sources, observation)
      }
    })
    return { attribute: attribute.name, tags, best: candidates.slice(0, MAX_ALTERNATIVES) }
  }

  #evidence (
    attribute: Attribute,
    value: string,
    sources: readonly LabelEvidence[],
    { neighbours }: Observation
  ): Evidence[] {
    const { taxonomy } = this.#options
    const branch = `${value}/`
    const rows = rowsOf(attribute, value)
    const scored = sources
      .filter(({ kind }) => kind !== 'NEIGHBOUR')
      .map(({ kind, probabilities }) => {
        return {
          kind,
          score: Math.min(
            1,
            rows.reduce((sum, i) => sum + probabilities[i]!, 0)
          )
        }
      })
    const supports = ({ product }: Neighbour) =>
      statedLabels(product, attribute.name, taxonomy).some(
        (stated) => stated === value || value.startsWith(`${stated}/`) || stated.startsWith(branch)
      )
    const mostAlike = neighbours.filter(supports).slice(0, MAX_NEIGHBOURS_SHOWN)
    return [
      ...scored,
      ...mostAlike.map(({ product, imageUrl, score }) => ({
        kind: 'NEIGHBOUR' as const,
        score,
        productId: product.id,
        imageUrl
      }))
    ]
  }
}

interface Compared {
  readonly photo: Comparison
  readonly title: Comparison | undefined
}

interface Outcome {
  readonly attribute: string
  readonly tags: readonly Tag[]
  readonly best: readonly LabelCandidate[]
}
