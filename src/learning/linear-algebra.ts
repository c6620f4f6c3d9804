/** Inner product in double precision; one array type only, which keeps the loops of fitting several times faster. */
export function inner (a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

export function addScaled (target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * other[i]!
}

/**
 * Product of a matrix, stored row by row, and a vector. Four rows at a time: each addition waits for the one before it
 * in its row.
 */
export function multiply (matrix: Float32Array, vector: Float32Array): Float32Array {
  const width = vector.length
  const result = new Float32Array(matrix.length / width)
  const whole = result.length - result.length % 4
  for (let row = 0; row < whole; row += 4) {
    let [a, b, c, d] = [0, 0, 0, 0]
    const start = row * width
    for (let i = 0; i < width; i++) {
      const value = vector[i]!
      a += matrix[start + i]! * value
      b += matrix[start + width + i]! * value
      c += matrix[start + 2 * width + i]! * value
      d += matrix[start + 3 * width + i]! * value
    }
    result.set([a, b, c, d], row)
  }
  for (let row = whole; row < result.length; row++) {
    let sum = 0
    for (let i = 0; i < width; i++) sum += matrix[row * width + i]! * vector[i]!
    result[row] = sum
  }
  return result
}

/** Adds one row of a matrix, stored row by row, to a vector. */
export function addWeighted (target: Float32Array, matrix: Float32Array, row: number, weight: number): void {
  const start = row * target.length
  for (let i = 0; i < target.length; i++) target[i]! += weight * matrix[start + i]!
}
