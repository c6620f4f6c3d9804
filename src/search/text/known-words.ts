import type { TextIndex } from '../../vectors/text-index.ts'
import type { Speller } from './speller.ts'

/** What is known of the words a catalogue is written in. */
export interface KnownWords {
  readonly index: TextIndex
  /** Asks what knows how they are spelt, which may take several ways to a store. Give the text that is asked about. */
  spell<T>(text: string, ask: (speller: Speller) => T): Promise<T>
}
