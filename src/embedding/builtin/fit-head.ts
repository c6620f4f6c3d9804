import { normalise } from '../embedder.ts'
import classPhrases from './class-phrases.json' with { type: 'json' }
import clothingClasses from './clothing-classes.json' with { type: 'json' }
import { rotate } from './concept-embeddings.ts'
import { fitColors, type ColoredPhoto } from '../../images/color/classifier.ts'
import type { Head } from './head.ts'
import labelPhrases from './label-phrases.json' with { type: 'json' }
import { VISUAL_SIZE } from './layout.ts'
import { multiply } from '../../learning/linear-algebra.ts'
import { fitLogistic, type LogisticModel } from '../../learning/logistic.ts'
import { powerNormalise } from './power-normalise.ts'
import { principalComponents, type Components } from './principal-components.ts'
import { TEXT_SIZE } from './text-encoder.ts'
import { inContext } from './text-context.ts'

export interface LabelledFeatures {
  readonly features: Float32Array
  readonly label: string
}

interface FitPhoto extends Pick<LabelledFeatures, 'features'>, Partial<Pick<ColoredPhoto, 'colors' | 'evidence'>> {
  readonly label: string | undefined
}

export interface FitInput {
  /**
   * Features of each photo, by the image encoder, its label if it has one, and where its colors were named these and
   * their evidence.
   */
  readonly photos: ReadonlyArray<FitPhoto>
  /** Names of the ImageNet classes in the order of the image encoder's logits. */
  readonly classes: readonly string[]
  readonly encodeText: (text: string) => Promise<Float32Array>
}

/**
 * The penalty was chosen on the validation split, for plain features; cross-validation of evened ones puts the best
 * about there.
 */
const LOGISTIC_OPTIONS = { l2: 0.03, iterations: 150 }

/** Fits everything in the head. Equal input gives an equal head. */
export async function fitHead ({ photos, classes, encodeText }: FitInput): Promise<Head> {
  const labelled = photos.flatMap(({ features, label }) => (label === undefined ? [] : [{ features, label }]))
  const labels = [...new Set(labelled.map(({ label }) => label))].sort()
  const texts = await fitTexts({ classes, labels, encodeText })
  const features = principalComponents(
    labelled.map((photo) => powerNormalise(photo.features)),
    VISUAL_SIZE
  )
  const { weights, biases } = fitLabels(features, labelled, labels)
  const colored = photos.flatMap(({ features: of, evidence, colors }) =>
    evidence && colors ? [{ evidence, components: componentsOf(features, of), colors }] : []
  )
  const named = fitColors(colored)
  return {
    labels,
    ...texts,
    clothingClasses: Float32Array.from(classes, (name) => (clothingClasses.includes(name) ? 1 : 0)),
    featureMean: features.mean,
    featureDirections: features.directions,
    weights,
    biases,
    colorWeights: named.weights,
    colorBiases: named.biases
  }
}

type Texts = Pick<Head, 'textMean' | 'textDirections' | 'classTexts' | 'labelTexts'>

async function fitTexts ({
  classes,
  labels,
  encodeText
}: Omit<FitInput, 'photos'> & { labels: readonly string[] }): Promise<Texts> {
  const phrases: Array<readonly string[]> = []
  for (const name of classes) phrases.push(phrasesOf(classPhrases, name, name))
  for (const label of labels) phrases.push(phrasesOf(labelPhrases, label, label.toLowerCase()))
  const vectors: Float32Array[][] = []
  for (const group of phrases) vectors.push(await encodeAll(group, encodeText))
  const textMean = average(vectors.slice(0, classes.length).map(average))
  const { directions: textDirections } = principalComponents(vectors.flat(), TEXT_SIZE)
  const concepts = vectors.map((group) => conceptOf(group, { textMean, textDirections }))
  return {
    textMean,
    textDirections,
    classTexts: concat(concepts.slice(0, classes.length)),
    labelTexts: concat(concepts.slice(classes.length))
  }
}

function phrasesOf (
  phrases: Readonly<Record<string, readonly string[]>>,
  name: string,
  otherwise: string
): readonly string[] {
  return phrases[name] ?? [otherwise]
}

async function encodeAll (texts: readonly string[], encodeText: FitInput['encodeText']): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (const text of texts) vectors.push(await encodeText(inContext(text)))
  return vectors
}

function conceptOf (
  vectors: readonly Float32Array[],
  rotation: Pick<Head, 'textMean' | 'textDirections'>
): Float32Array {
  return normalise(average(vectors.map((vector) => normalise(rotate(rotation, vector)))))
}

/** The classifier alone, over components that are known. */
export function fitLabels (
  components: Components,
  photos: readonly LabelledFeatures[],
  labels: readonly string[]
): LogisticModel {
  const rows = photos.map(({ features }) => componentsOf(components, features))
  // The penalty presumes values around 1; the weights take the scale in, so that the head reads plain components.
  const scale =
    1 / Math.sqrt(average(rows.map((row) => row.map((value) => value * value))).reduce((a, b) => a + b) / VISUAL_SIZE)
  const samples = {
    rows: rows.map((row) => row.map((value) => value * scale)),
    labels: photos.map(({ label }) => [labels.indexOf(label)]),
    classes: labels.length
  }
  const { weights, biases } = fitLogistic(samples, LOGISTIC_OPTIONS)
  return { weights: weights.map((weight) => weight * scale), biases }
}

export function componentsOf ({ mean, directions }: Components, features: Float32Array): Float32Array {
  return multiply(
    directions,
    powerNormalise(features).map((value, i) => value - mean[i]!)
  )
}

function average (vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]!.length)
  for (const vector of vectors) {
    vector.forEach((value, i) => {
      mean[i]! += value / vectors.length
    })
  }
  return mean
}

function concat (vectors: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(vectors.length * vectors[0]!.length)
  vectors.forEach((vector, i) => all.set(vector, i * vector.length))
  return all
}
