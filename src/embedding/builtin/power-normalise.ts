import { normalise } from '../embedder.ts'

/** Chosen by cross-validation of the classifier over photos that are not of the test split. */
const POWER = 0.7

/**
 * Evens out features, none of which is negative, so that a few strong ones do not outweigh the rest (Perronnin, Sánchez
 * and Mensink 2010); of unit length.
 */
export function powerNormalise (features: Float32Array): Float32Array {
  return normalise(features.map((value) => value ** POWER))
}
