import { TurnQueue, type TurnCounters } from './turn-queue.ts'

/** Kinds of work by what they wait for: neither starves behind another. `stored` needs no model. */
export type Lane = 'words' | 'photos' | 'stored'

export interface AdmissionOptions {
  /** Of each lane. */
  readonly concurrency: number
  readonly maxWaitMs: number
}

const WHAT: Readonly<Record<Lane, string>> = { words: 'searches by words', photos: 'photos', stored: 'requests' }

/** Lets in as much work as can be done in time, whatever it is that limits it: model, store or this process. */
export class Admission {
  readonly #lanes: Readonly<Record<Lane, TurnQueue>>

  constructor (options: AdmissionOptions) {
    const lane = (name: Lane) => new TurnQueue({ ...options, what: WHAT[name] })
    this.#lanes = { words: lane('words'), photos: lane('photos'), stored: lane('stored') }
  }

  get counters (): Readonly<Record<Lane, TurnCounters>> {
    const { words, photos, stored } = this.#lanes
    return { words: words.counters, photos: photos.counters, stored: stored.counters }
  }

  /**
   * As `TurnQueue.run`: rejects with SERVER_BUSY, or with the signal's reason. Never within itself, where both would
   * wait for each other.
   */
  async run<T> (lane: Lane, signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    return await this.#lanes[lane].run(signal, task)
  }

  /** As `TurnQueue.refuseLate`: what would be refused in the end is not prepared first. */
  refuseLate (lane: Lane, signal: AbortSignal | undefined): void {
    this.#lanes[lane].refuseLate(signal)
  }
}
