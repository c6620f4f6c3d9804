import t from 'tap'
import { toBytes, toFloats } from '../../src/shared/little-endian.ts'

t.test('floats are written with the least byte first, and read from any address', async (t) => {
  const values = Float32Array.of(1, -2.5, 3e-30)
  const bytes = toBytes(values.subarray(0, 2))
  t.same([...bytes], [0, 0, 128, 63, 0, 0, 32, 192])
  for (const before of [0, 1, 2, 3]) {
    const all = Buffer.concat([Buffer.alloc(before), toBytes(values), Buffer.alloc(2)])
    t.same([...toFloats(all.subarray(before, before + 12))], [...values], `${before} bytes before`)
  }
})

t.test('what is read or written is a copy', async (t) => {
  const values = Float32Array.of(1)
  const bytes = toBytes(values)
  const read = toFloats(bytes)
  values[0] = 2
  bytes.fill(0)
  t.equal(read[0], 1)
})
