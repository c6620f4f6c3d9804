import { normalise } from '../embedder.ts'
import { nameColors } from '../../images/color/classifier.ts'
import { addWeighted, multiply } from '../../learning/linear-algebra.ts'
import { softmax } from '../../learning/softmax.ts'
import type { Head } from './head.ts'
import { powerNormalise } from './power-normalise.ts'

/** Classes of a photo that count; the tail of a thousand small probabilities is noise. */
const TOP_CLASSES = 30
/** Probability of ImageNet's clothing classes from which on the labels speak, and how loud they get. */
const CLOTHING_MASS = 0.3
const LABEL_SHARE = 0.9

/**
 * Brings photos into the space of texts: a photo becomes the mean of the text vectors of the concepts it shows,
 * weighted by their probability (ConSE, Norouzi et al. 2014). Concepts are the ImageNet classes, and the labels
 * that the head was fitted on as far as the photo shows something to wear.
 */
export class ConceptEmbeddings {
  readonly #head: Head

  constructor (head: Head) {
    this.#head = head
  }

  /** The semantic part of a text, from its vector by the text encoder. */
  ofText (vector: Float32Array): Float32Array {
    return normalise(rotate(this.#head, vector))
  }

  /** The semantic part of a photo, from the logits of its classes and from its components. */
  ofPhoto (logits: Float32Array, components: Float32Array): Float32Array {
    const { classTexts, labelTexts, clothingClasses, textMean } = this.#head
    const classes = softmax(logits)
    const mass = classes.reduce((sum, probability, i) => sum + probability * clothingClasses[i]!, 0)
    const share = LABEL_SHARE * Math.min(1, mass / CLOTHING_MASS)
    const semantic = new Float32Array(textMean.length)
    const top = [...classes.keys()].sort((a, b) => classes[b]! - classes[a]! || a - b).slice(0, TOP_CLASSES)
    const total = top.reduce((sum, i) => sum + classes[i]!, 0)
    for (const i of top) addWeighted(semantic, classTexts, i, ((1 - share) * classes[i]!) / total)
    this.labelProbabilities(components).forEach((probability, i) =>
      addWeighted(semantic, labelTexts, i, share * probability)
    )
    return normalise(semantic)
  }

  /** The visual part of a photo. */
  visual (components: Float32Array): Float32Array {
    return normalise(components.slice())
  }

  /** Probability of each of `COLORS` to be the name of the photo's thing, from `colorEvidence` of its pixels. */
  colors (evidence: Float32Array, components: Float32Array): Float32Array {
    return nameColors({ weights: this.#head.colorWeights, biases: this.#head.colorBiases }, evidence, components)
  }

  /** Probability of each label of the head, in their order. */
  labelProbabilities (components: Float32Array): Float32Array {
    const { weights, biases } = this.#head
    return softmax(multiply(weights, components).map((logit, i) => logit + biases[i]!))
  }

  /** Principal components of a photo's features, most telling first. */
  components (features: Float32Array): Float32Array {
    const { featureMean, featureDirections } = this.#head
    return multiply(
      featureDirections,
      powerNormalise(features).map((value, i) => value - featureMean[i]!)
    )
  }
}

/** Takes the mean off a text vector and turns it so that its most telling values come first. */
export function rotate (
  { textMean, textDirections }: Pick<Head, 'textMean' | 'textDirections'>,
  vector: Float32Array
): Float32Array {
  return multiply(
    textDirections,
    vector.map((value, i) => value - textMean[i]!)
  )
}
