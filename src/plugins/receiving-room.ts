import { performance } from 'node:perf_hooks'
import { serverBusy } from '../shared/server-busy.ts'

/** A body that is arriving. */
export interface Arrival {
  /** What it may grow to. */
  readonly bytes: number
  /** How much of it is here. */
  readonly received: () => number
  /** Ends it, to make room. */
  readonly drop: () => void
}

interface Guest extends Arrival { readonly since: number }

/** Until then nobody can tell a slow client from one that has just begun. */
const GRACE_MS = 1000

/**
 * Bounds the memory of all bodies that arrive at once. When it is full, the slowest leave, so that clients that drip
 * keep nobody out.
 */
export class ReceivingRoom {
  readonly #maxBytes: number
  readonly #guests = new Set<Guest>()
  #bytes = 0

  constructor (maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get size (): number {
    return this.#guests.size
  }

  /** Returns what gives the room back, once or more. Throws SERVER_BUSY where all others arrive well. */
  enter (arrival: Arrival): () => void {
    const guest = { ...arrival, since: performance.now() }
    this.#makeRoom(arrival.bytes)
    this.#guests.add(guest)
    this.#bytes += guest.bytes
    return () => this.#leave(guest)
  }

  #makeRoom (bytes: number): void {
    while (this.#guests.size > 0 && this.#bytes + bytes > this.#maxBytes) {
      const slowest = this.#slowest()
      if (!slowest) throw serverBusy(`${this.#guests.size} uploads at once`)
      this.#leave(slowest)
      slowest.drop()
    }
  }

  #slowest (): Guest | undefined {
    const now = performance.now()
    const rate = ({ received, since }: Guest) => received() / (now - since)
    const known = [...this.#guests].filter(({ since }) => now - since >= GRACE_MS)
    return known.sort((a, b) => rate(a) - rate(b))[0]
  }

  #leave (guest: Guest): void {
    if (this.#guests.delete(guest)) this.#bytes -= guest.bytes
  }
}
