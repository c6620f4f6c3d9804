/** Inner product in double precision; one array type only, which keeps the loops of fitting several times faster. */
export function inner (a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

export function addScaled (target: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * other[i]!
}

/** Product of a matrix, stored row by row, and a vector. */
export function multiply (matrix: Float32Array, vector: Float32Array): Float32Array {
  const result = new Float32Array(matrix.length / vector.length)
  for (let row = 0; row < result.length; row++) {
    let sum = 0
    const start = row * vector.length
    for (let i = 0; i < vector.length; i++) sum += matrix[start + i]! * vector[i]!
    result[row] = sum
  }
  return result
}

/** Adds one row of a matrix, stored row by row, to a vector. */
export function addWeighted (target: Float32Array, matrix: Float32Array, row: number, weight: number): void {
  const start = row * target.length
  for (let i = 0; i < target.length; i++) target[i]! += weight * matrix[start + i]!
}
