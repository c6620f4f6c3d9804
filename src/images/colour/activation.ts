/**
 * A class activation map (Zhou et al. 2016), row by row, as `side` × `side` values: where the things are that an image encoder
 * recognised, 0 where least and 1 where most. Between the middles of its places it changes evenly.
 */
export function spreadActivation (map: Float32Array, side: number): Float64Array {
  const width = Math.sqrt(map.length)
  const [least, most] = [Math.min(...map), Math.max(...map)]
  // Of a map without any difference every place is as good as another.
  const scale = most > least ? 1 / (most - least) : 0
  const values = map.map((value) => (value - least) * scale)
  return Float64Array.from({ length: side * side }, (_, i) => valueAt(values, width, positionOf(i % side, side, width), positionOf(Math.floor(i / side), side, width)))
}

/** The middle of a cell, counted in places of the map from the middle of the first one. */
function positionOf (cell: number, side: number, width: number): number {
  return Math.min(width - 1, Math.max(0, (cell + 0.5) / side * width - 0.5))
}

function valueAt (values: Float32Array, width: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(width - 1, top + 1)]
  const along = (row: number) => values[row * width + left]! * (1 - x + left) + values[row * width + right]! * (x - left)
  return along(top) * (1 - y + top) + along(bottom) * (y - top)
}
