import { normalise } from '../embedder.ts'

/** Added to each share: else two photos of one thing in different colors would be farther apart than color is worth. */
const EVEN_SHARE = 0.1

/** The color part of a photo's embedding, from shares of colors that add up to 1. */
export function colorPart (shares: Float32Array): Float32Array {
  return normalise(shares.map((share) => share + EVEN_SHARE))
}

/** The shares that a color part, of whatever length, was made of: they add up to 1. */
export function sharesOf (part: Float32Array): Float32Array {
  const total = part.reduce((sum, value) => sum + value, 0)
  const length = total / (1 + EVEN_SHARE * part.length)
  return part.map((value) => Math.max(0, value / length - EVEN_SHARE))
}
