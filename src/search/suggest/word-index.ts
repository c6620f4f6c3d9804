import SearchableMap from 'minisearch/SearchableMap'
import { setImmediate } from 'node:timers/promises'
import { foldValue } from '../../shared/fold-value.ts'

/** A text found, and the words of it that matched, one for each word asked for. */
export interface Hit {
  /** Place of the text in the list that the index was made of. */
  readonly text: number
  readonly words: readonly string[]
}

/**
 * Words that a word asked for stands for: a range of their numbers, which are in the order of the alphabet, or a few.
 */
type Accepted = { readonly from: number; readonly to: number } | { readonly few: readonly number[] }

/** How a word asked for may differ from one of a text. */
type Way = 'whole' | 'begun' | 'misspelt' | 'begun misspelt'
/** How the last word, which is still being typed, and those before it may differ: the nearest first. */
const WAYS: ReadonlyArray<{ readonly last: Way; readonly earlier: Way }> = [
  { last: 'whole', earlier: 'whole' },
  { last: 'begun', earlier: 'whole' },
  { last: 'begun', earlier: 'misspelt' },
  { last: 'misspelt', earlier: 'misspelt' },
  { last: 'begun misspelt', earlier: 'misspelt' }
]

const WORD = /[\p{L}\p{N}]+/gu
/** Words of a query that are looked at, the last ones. */
const MAX_WORDS = 8
/** Texts read before others get their turn. */
const TEXTS_PER_TURN = 1000
/** Fewer texts than these are collected by their words; more are met soon enough in the order of the list. */
const FEW_TEXTS = 10_000
/** Letters from which a word may have one letter wrong, and two; and from which its beginning may have one. */
const [ONE_WRONG, TWO_WRONG, BEGUN_WRONG] = [3, 7, 4]

/**
 * Finds texts by words that may be begun only, or misspelt, within a few milliseconds for 100,000 texts: of equal hits
 * the first in the list, so that it can stop early. MiniSearch's tree of words finds the misspelt ones; its search,
 * which scores every text that has a word, takes too long for one letter.
 */
export class WordIndex {
  /** In the order of the alphabet, folded. */
  readonly #words: readonly string[]
  /** As a text first spells them. */
  readonly #spellings: ReadonlyMap<string, string>
  readonly #tree: SearchableMap<number>
  /** Numbers of the words of each text, one text after the other; where each begins. */
  readonly #wordsOfTexts: Uint32Array
  readonly #starts: Uint32Array
  /** Texts of each word in the order of the list; where those of each begin. */
  readonly #textsOfWords: Uint32Array
  readonly #textStarts: Uint32Array

  private constructor (texts: ReadonlyArray<readonly string[]>, spellings: ReadonlyMap<string, string>) {
    this.#spellings = spellings
    this.#words = [...spellings.keys()].sort()
    const numbers = new Map(this.#words.map((word, i) => [word, i]))
    this.#tree = SearchableMap.from([...numbers])
    this.#starts = startsOf(texts.map(({ length }) => length))
    this.#wordsOfTexts = Uint32Array.from(texts.flatMap((words) => words.map((word) => numbers.get(word)!)))
    const counts = new Uint32Array(this.#words.length)
    for (const word of this.#wordsOfTexts) counts[word]!++
    this.#textStarts = startsOf(counts)
    this.#textsOfWords = this.#textsByWord()
  }

  /** Reads the texts in turns, so that others are served meanwhile. */
  static async of (texts: readonly string[]): Promise<WordIndex> {
    const spellings = new Map<string, string>()
    const folds = new Map<string, string>()
    const words: string[][] = []
    for (const [i, text] of texts.entries()) {
      words.push([...new Set(wordsOf(text).map((word) => remember(word, { folds, spellings })))])
      if (i % TEXTS_PER_TURN === 0) await setImmediate()
    }
    return new WordIndex(words, spellings)
  }

  /**
   * At most `count` texts that have all the words; the last may be begun only. Whole words come before begun ones, both
   * before misspelt ones; what is begun and misspelt counts where nothing else is found.
   */
  find (asked: string, count: number): Hit[] {
    const words = wordsOf(asked).map(foldValue).slice(-MAX_WORDS)
    if (words.length === 0) return []
    const hits = new Map<number, Hit>()
    for (const { last, earlier } of WAYS) {
      const accepted = words.map((word, i) => this.#accepted(word, i < words.length - 1 ? earlier : last))
      if (accepted.every((one) => !isNone(one))) this.#collect(accepted, hits, count)
      // What is spelt right is meant so.
      if (hits.size >= count || (hits.size > 0 && last !== 'whole')) break
    }
    return [...hits.values()]
  }

  #accepted (word: string, way: Way): Accepted {
    const from = firstAtLeast(this.#words, word)
    if (way === 'begun') return { from, to: firstAtLeast(this.#words, `${word}\uffff`) }
    if (way === 'begun misspelt') return { few: this.#begunMisspelt(word) }
    const whole = this.#words[from] === word ? [from] : []
    return { few: way === 'whole' ? whole : [...new Set([...whole, ...this.#misspelt(word)])] }
  }

  /** Words with a letter too many, too few, wrong, or two of them exchanged; two such letters in long ones. */
  #misspelt (word: string): number[] {
    if (word.length < ONE_WRONG) return []
    const closeWords = [...this.#tree.fuzzyGet(word, word.length < TWO_WRONG ? 1 : 2).values()].sort(
      ([, a], [, b]) => a - b
    )
    const exchanged = Array.from(
      { length: word.length - 1 },
      (_, i) => `${word.slice(0, i)}${word[i + 1]}${word[i]}${word.slice(i + 2)}`
    )
    return [...exchanged.flatMap((other) => this.#tree.get(other) ?? []), ...closeWords.map(([number]) => number)]
  }

  /** Words that begin with it but for one letter; the first one is typed with care. */
  #begunMisspelt (word: string): number[] {
    if (word.length < BEGUN_WRONG) return []
    const from = firstAtLeast(this.#words, word[0]!)
    const words = this.#words.slice(from, firstAtLeast(this.#words, `${word[0]}\uffff`))
    return words.flatMap((other, i) => (beginsAlmost(other, word) ? [from + i] : []))
  }

  #collect (accepted: readonly Accepted[], hits: Map<number, Hit>, count: number): void {
    const rarest = accepted.reduce((a, b) => (this.#textsOf(b) < this.#textsOf(a) ? b : a))
    const few = this.#fewTexts(rarest)
    const total = few?.length ?? this.#starts.length - 1
    for (let i = 0; i < total && hits.size < count; i++) {
      const text = few ? few[i]! : i
      const words = hits.has(text) ? undefined : this.#match(text, accepted)
      if (words) hits.set(text, { text, words: words.map((word) => this.#spellings.get(this.#words[word]!)!) })
    }
  }

  #match (text: number, accepted: readonly Accepted[]): number[] | undefined {
    const matched: number[] = []
    for (const one of accepted) {
      const word = this.#firstAccepted(text, one)
      if (word === undefined) return undefined
      matched.push(word)
    }
    return matched
  }

  #firstAccepted (text: number, accepted: Accepted): number | undefined {
    for (let at = this.#starts[text]!; at < this.#starts[text + 1]!; at++) {
      const word = this.#wordsOfTexts[at]!
      if ('few' in accepted ? accepted.few.includes(word) : word >= accepted.from && word < accepted.to) return word
    }
    return undefined
  }

  #textsOf (accepted: Accepted): number {
    return rangesOf(accepted).reduce((sum, [from, to]) => sum + this.#textStarts[to]! - this.#textStarts[from]!, 0)
  }

  /**
   * In the order of the list, some perhaps twice; undefined where they are so many that the list itself is gone
   * through.
   */
  #fewTexts (accepted: Accepted): Uint32Array | undefined {
    const parts = rangesOf(accepted).map(([from, to]) =>
      this.#textsOfWords.subarray(this.#textStarts[from], this.#textStarts[to])
    )
    if (parts.length === 1 && isOneWord(accepted)) return parts[0]
    if (this.#textsOf(accepted) > FEW_TEXTS) return undefined
    const texts = new Uint32Array(this.#textsOf(accepted))
    let end = 0
    for (const part of parts) {
      texts.set(part, end)
      end += part.length
    }
    return texts.sort()
  }

  #textsByWord (): Uint32Array {
    const next = this.#textStarts.slice()
    const texts = new Uint32Array(this.#wordsOfTexts.length)
    for (let text = 0; text < this.#starts.length - 1; text++) {
      for (let at = this.#starts[text]!; at < this.#starts[text + 1]!; at++) {
        texts[next[this.#wordsOfTexts[at]!]!++] = text
      }
    }
    return texts
  }
}

/** The words of a text as it spells them. */
export function wordsOf (text: string): string[] {
  return text.replace(/['’]/gu, '').match(WORD) ?? []
}

function remember (
  word: string,
  { folds, spellings }: { folds: Map<string, string>; spellings: Map<string, string> }
): string {
  const known = folds.get(word)
  if (known !== undefined) return known
  const fold = foldValue(word)
  folds.set(word, fold)
  if (!spellings.has(fold)) spellings.set(fold, word.toLowerCase())
  return fold
}

/** Whether a word begins as asked once a letter is put in, left out, changed, or two are exchanged. */
function beginsAlmost (word: string, asked: string): boolean {
  let at = 0
  while (at < asked.length && word[at] === asked[at]) at++
  const [rest, next] = [asked.slice(at), asked.slice(at + 1)]
  return (
    word.startsWith(rest, at + 1) || word.startsWith(next, at) || word.startsWith(next, at + 1) ||
    (word[at] === rest[1] && word[at + 1] === rest[0] && word.startsWith(rest.slice(2), at + 2))
  )
}

function rangesOf (accepted: Accepted): ReadonlyArray<readonly [from: number, to: number]> {
  return 'few' in accepted ? accepted.few.map((word) => [word, word + 1] as const) : [[accepted.from, accepted.to]]
}

function isOneWord (accepted: Accepted): boolean {
  return 'few' in accepted ? accepted.few.length === 1 : accepted.to - accepted.from === 1
}

function isNone (accepted: Accepted): boolean {
  return 'few' in accepted ? accepted.few.length === 0 : accepted.from === accepted.to
}

/** Place of the first word that is not before this one. */
function firstAtLeast (words: readonly string[], wanted: string): number {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (words[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** Where each begins in a row of all, and where the row ends. */
function startsOf (lengths: ArrayLike<number>): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1)
  for (let i = 0; i < lengths.length; i++) starts[i + 1] = starts[i]! + lengths[i]!
  return starts
}
