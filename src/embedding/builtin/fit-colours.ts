import { COLOURS, type Colour } from '../../images/colour/shades.ts'
import { fitLogistic } from '../../learning/logistic.ts'
import { colourEvidence } from './colour-namer.ts'
import type { Head } from './head.ts'

export interface ColouredPhoto {
  /** Principal components of its features. */
  readonly components: Float32Array
  /** How much of the thing looks like each of `COLOURS`. */
  readonly shares: Float32Array
  /** What it was called by eye, the main colour first. */
  readonly colours: readonly Colour[]
}

/** The penalty is converted from what was best in scikit-learn (models/MODELS.md). */
const LOGISTIC_OPTIONS = { l2: 3.5e-4, iterations: 500 }
/** Root mean square of the components as the penalty sees them: there are fifty for each share, which tells more. */
const COMPONENT_SIZE = 0.1

/** The classifier that tells how one who looks at it names the colours of a thing. A photo speaks for each of its colours, twice for the main one. */
export function fitColours (photos: readonly ColouredPhoto[]): Pick<Head, 'colourWeights' | 'colourBiases'> {
  const scale = COMPONENT_SIZE / rootMeanSquare(photos.map(({ components }) => components))
  const samples = photos.flatMap(({ components, shares, colours }) => {
    const row = colourEvidence(shares, components.map((value) => value * scale))
    return colours.flatMap((colour, i) => Array.from({ length: i === 0 ? 2 : 1 }, () => ({ row, label: COLOURS.indexOf(colour) })))
  })
  const { weights, biases } = fitLogistic({ rows: samples.map(({ row }) => row), labels: samples.map(({ label }) => label), classes: COLOURS.length }, LOGISTIC_OPTIONS)
  const width = weights.length / COLOURS.length
  // The weights take the scale in, so that the head reads plain components.
  return { colourWeights: weights.map((weight, i) => i % width < COLOURS.length ? weight : weight * scale), colourBiases: biases }
}

function rootMeanSquare (rows: readonly Float32Array[]): number {
  const sum = rows.reduce((sum, row) => sum + row.reduce((of, value) => of + value * value, 0), 0)
  return Math.sqrt(sum / rows.length / rows[0]!.length)
}
