import { hash } from 'node:crypto'

/** 64 bits of SHA-256: two of ten million texts are confused with a probability of 3 in a million. */
export type Digest = readonly [high: number, low: number]

export const DIGEST_BYTES = 8

export function digestOf (text: string): Digest {
  return readDigest(hash('sha256', text, 'buffer'), 0)
}

/** One for several, whatever their order. */
export function joined ([high, low]: Digest, [otherHigh, otherLow]: Digest): Digest {
  return [(high ^ otherHigh) >>> 0, (low ^ otherLow) >>> 0]
}

export function readDigest (bytes: Buffer, at: number): Digest {
  return [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]
}

export function writeDigest ([high, low]: Digest, bytes: Buffer, at: number): void {
  bytes.writeUInt32LE(high, at)
  bytes.writeUInt32LE(low, at + 4)
}
