import leven from 'leven'
import { editsOf } from './edits.ts'
import type { Commonness } from './english-words.ts'
import type { SpellingWords } from './vocabulary.ts'
import { fold, stem } from '../../shared/words.ts'

/** Of a text: words of letters, and what lies between. */
const PART = /\p{L}+(?:['’]\p{L}+)*/gu
const WORD = /^[a-z]+$/
/** Shorter words are as far from one another as a slip is. */
const LEAST_LENGTH = 4
/** Nobody spells longer ones, and each has some 54 edits a letter. */
const MAX_LENGTH = 50
/** From here on, two slips are looked for among the catalogue's words. */
const LEAST_LENGTH_OF_TWO = 7
const COST_OF_TWO = 2
/** What speaks for a word: that products are called so, that they are described so, that it is common. */
const NAME = 1
const DESCRIBED = 0.4
const MOST_COMMON = 0.5
/** Words so rare are put right where a product is called almost so: `sprit level`. */
const RARE = 60
/** Letters that say German; without their marks, such words are nearly English ones. */
const UMLAUT = /[äöüß]/iu
/** Words that are in most German texts, and in no English one. */
const GERMAN = /^(?:für|mit|ohne|und|oder|nicht|kein|keine|keinen|unter|zwischen|über|günstig\p{L}*|billig\p{L}*)$/iu
/** A catalogue of which less is English is not corrected into English. */
const LEAST_ENGLISH = 0.5

/**
 * Puts spelling right. Keeps every word that the catalogue or the English language knows: a small vocabulary alone
 * makes `bedding` into `wedding`.
 */
export class Speller {
  readonly #vocabulary: SpellingWords
  readonly #english: Commonness
  readonly #isEnglish: boolean

  constructor (vocabulary: SpellingWords, english: Commonness) {
    this.#vocabulary = vocabulary
    this.#english = english
    this.#isEnglish = vocabulary.shareKnownTo(english) >= LEAST_ENGLISH
  }

  /** The text with its spelling put right; undefined where nothing is to be done. */
  correct (text: string): string | undefined {
    const corrected = this.#joined(text.replace(PART, (part) => this.#word(part) ?? part))
    return fold(corrected) === fold(text) ? undefined : corrected
  }

  /** Whether a text is German, by small words that the catalogue does not have: `ohne` is no slip of `one`. */
  isGerman (text: string): boolean {
    const parts = text.normalize('NFC').match(PART) ?? []
    return parts.some((part) => GERMAN.test(part) && !this.#vocabulary.hasExactly(fold(part)))
  }

  /** Whether a text may be English: told by its letters, and by its words where it has two or more. */
  isEnglish (text: string): boolean {
    const parts = (text.normalize('NFC').match(PART) ?? []).map((part) => ({ part, word: fold(part) }))
    const words = parts
      .filter(({ word }) => word.length > 2 || !WORD.test(word))
      // A word of another language counts as unknown, whatever it looks like without its marks.
      .map(({ part, word }) => (UMLAUT.test(part) && !this.#vocabulary.has(word) ? '' : word))
    const foreign = words.filter((word) => word !== '' && !/^[\p{Script=Latin}'’]+$/u.test(word))
    if (foreign.length * 2 > words.length) return false
    const known = words.filter(
      (word) => this.#isUsual(word) || this.#isUsual(stem(word)) || (this.#isEnglish && this.#vocabulary.has(word))
    )
    return words.length - known.length < 2 || known.length * 2 >= words.length
  }

  /** Whether products are called so: a word of titles, brands or categories. */
  isName (word: string): boolean {
    return this.#vocabulary.isName(fold(word))
  }

  /** Rare words of English are usual ones of other languages. */
  #isUsual (word: string): boolean {
    return (this.#english.get(word) ?? RARE) < RARE
  }

  #isKnown (word: string): boolean {
    return this.#vocabulary.has(word) || this.#english.has(word) || this.#english.has(stem(word))
  }

  /** Undefined for a word that stays. */
  #word (part: string): string | undefined {
    const word = fold(part)
    if (word.length < LEAST_LENGTH || word.length > MAX_LENGTH || !WORD.test(word)) return undefined
    if (this.#isKnown(word)) {
      return this.#isRare(word) ? this.#oneSlip(word, (other) => this.#vocabulary.isName(other)) : undefined
    }
    // A word with letters that English lacks is no slip of an English one.
    if (!WORD.test(part.toLowerCase())) return this.#oneSlip(word, (other) => this.#vocabulary.hasExactly(other))
    return this.#oneSlip(word) ?? this.#split(word) ?? this.#twoSlips(word)
  }

  /** Known to the language alone, and seldom written. */
  #isRare (word: string): boolean {
    return !this.#vocabulary.has(word) && !this.#isUsual(word) && !this.#isUsual(stem(word))
  }

  #oneSlip (word: string, isAllowed = (_other: string): boolean => true): string | undefined {
    let best: { readonly word: string; readonly cost: number } | undefined
    for (const edit of editsOf(word)) {
      if (edit.word.length < LEAST_LENGTH - 1) continue
      const merit = this.#meritOf(edit.word)
      if (merit === undefined || !isAllowed(edit.word)) continue
      const cost = edit.cost - merit
      if (!best || cost < best.cost || (cost === best.cost && edit.word < best.word)) best = { word: edit.word, cost }
    }
    return best?.word
  }

  /** Undefined for what is no word. */
  #meritOf (word: string): number | undefined {
    const size = this.#english.get(word)
    const common = size === undefined ? 0 : MOST_COMMON * (1 - size / 100)
    if (this.#vocabulary.isName(word)) return NAME + common
    if (this.#vocabulary.hasExactly(word) || (size !== undefined && this.#vocabulary.has(word))) {
      return DESCRIBED + common
    }
    return size !== undefined && this.#isEnglish ? common : undefined
  }

  /** `headtorch` where the catalogue writes head torch. */
  #split (word: string): string | undefined {
    for (let i = 3; i <= word.length - 3; i++) {
      const [left, right] = [word.slice(0, i), word.slice(i)]
      if (this.#vocabulary.hasExactly(left) && this.#vocabulary.has(right)) return `${left} ${right}`
    }
    return undefined
  }

  #twoSlips (word: string): string | undefined {
    if (word.length < LEAST_LENGTH_OF_TWO) return undefined
    const near = this.#vocabulary
      .near(word)
      .filter(
        (other) =>
          Math.abs(other.length - word.length) <= COST_OF_TWO &&
          leven(other, word, { maxDistance: COST_OF_TWO + 1 }) <= COST_OF_TWO
      )
      .map((other) => ({ other, merit: this.#meritOf(other) ?? 0 }))
      .sort((a, b) => b.merit - a.merit || (a.other < b.other ? -1 : 1))
    return near[0]?.other
  }

  /** `chick peas` where the catalogue writes chickpeas, and not both of its parts. */
  #joined (text: string): string {
    return text.replace(/(\p{L}+)[ -](?=(\p{L}+))/gu, (pair, left: string, right: string) => {
      const [a, b] = [fold(left), fold(right)]
      const isWritten = this.#vocabulary.hasExactly(a) && this.#vocabulary.has(b)
      return !isWritten && a.length > 2 && b.length > 2 && this.#vocabulary.has(a + b) ? left : pair
    })
  }
}
