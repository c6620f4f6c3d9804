import { endianness } from 'node:os'

/** Floats as files keep them on every machine, four bytes each. */
export function toBytes (values: Float32Array): Buffer {
  return inOrder(Buffer.from(new Float32Array(values).buffer))
}

/** A copy, since floats lie at no odd address. One by one, those of the built-in model took 0.3 s of every start. */
export function toFloats (bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length / 4)
  const own = Buffer.from(values.buffer)
  own.set(bytes)
  inOrder(own)
  return values
}

/** From this machine's order to little-endian, or back. */
function inOrder (bytes: Buffer): Buffer {
  return endianness() === 'LE' ? bytes : bytes.swap32()
}
