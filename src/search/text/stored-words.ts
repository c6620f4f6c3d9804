import type { StoredTexts } from '../../vectors/text-index.ts'
import { untilAborted } from '../../shared/until-aborted.ts'
import type { KnownWords } from './known-words.ts'
import { englishWords } from './english-words.ts'
import { Speller } from './speller.ts'
import { shareKnown } from './vocabulary.ts'
import { WordsOfStore } from './words-of-store.ts'

interface Known {
  readonly state: string
  readonly readAt: number
  readonly share: Promise<number>
}

/** How long it is believed in which language the catalogue in that state is written. */
const LANGUAGE_MS = 600_000

/** What a store's own text index knows of words; of them this process keeps nothing but how many are English. */
export class StoredWords {
  #english: Known | undefined

  /** For one search: what it asks of words is asked of the store once. */
  async of (texts: StoredTexts, state: string, signal: AbortSignal): Promise<KnownWords> {
    const share = await untilAborted(this.#shareOfEnglish(texts, state), signal)
    const words = new WordsOfStore(texts, share)
    const named = new Map<string, ReturnType<StoredTexts['named']>>()
    const namedOnce: StoredTexts['named'] = async (text, options) => {
      const asked = named.get(text) ?? texts.named(text, options)
      named.set(text, asked)
      return await asked
    }
    return {
      index: { find: async (text, options) => await texts.find(text, options), named: namedOnce },
      spell: async (text, ask) => {
        const speller = new Speller(words, englishWords())
        words.expect(text)
        await words.fetch(signal)
        for (;;) {
          const answer = ask(speller)
          // What it asked for and was not there may make the answer another.
          if (!(await words.fetch(signal))) return answer
        }
      }
    }
  }

  async #shareOfEnglish (texts: StoredTexts, state: string): Promise<number> {
    const known = this.#english
    if (known?.state === state && performance.now() - known.readAt < LANGUAGE_MS) return await known.share
    const share = texts.someNames().then((names) => shareKnown(names, englishWords()))
    share.catch(() => { this.#english = undefined })
    this.#english = { state, readAt: performance.now(), share }
    return await share
  }
}
