import type { FacetCounts } from '../catalogue/manifest.ts'
import { applyPhrases } from './interpret/apply-phrases.ts'
import { interpret, QUOTED } from './interpret/interpret.ts'
import type { Phrase } from './interpret/phrase.ts'
import type { CheckedRequest, UnderstoodRequest } from './request.ts'
import type { KnownWords } from './text/known-words.ts'
import type { Speller } from './text/speller.ts'

/** A request as it is searched for, and what its text was taken for. */
export interface Understood {
  readonly request: UnderstoodRequest
  /** The text with its spelling put right; undefined where it is as it was typed. */
  readonly correctedText?: string | undefined
  /** The corrected text, where the request asked to search for its text as typed. */
  readonly offeredText?: string | undefined
  readonly languageSupported: boolean
  /** Phrases of the text that became conditions. */
  readonly understood: readonly Phrase[]
}

/** What is known of the catalogue and the model. */
export interface Knowledge {
  readonly words: KnownWords | undefined
  /** Of the model; undefined where they are not known. */
  readonly languages: readonly string[] | undefined
  readonly facets: FacetCounts
  /** Whether products can be listed without being searched for. */
  readonly isListed: boolean
}

/**
 * Puts the spelling of a request's text right, unless its language is one that the model does not read, and makes
 * conditions of its phrases, unless the whole text names products.
 */
export async function understand (checked: CheckedRequest, knowledge: Knowledge): Promise<Understood> {
  const spelled = await spell(checked, knowledge)
  const { text } = spelled.request
  if (text === undefined || !checked.interpret || (await isName(text, knowledge))) {
    return { understood: [], ...spelled }
  }
  const { words, facets, isListed } = knowledge
  const read = words
    ? await words.spell(text, (speller) => interpret(text, facets, (word) => speller.isName(word)))
    : interpret(text, facets, () => false)
  return { ...spelled, ...applyPhrases(spelled.request, read, facets, isListed) }
}

async function spell (request: CheckedRequest, { words, languages }: Knowledge): Promise<Omit<Understood, 'understood'>> {
  const { text, spelling } = request
  if (text === undefined || !words) return { request, languageSupported: true }
  const { corrected, isEnglish } = await words.spell(text, (speller) => {
    const corrected = correct(text, speller)
    return { corrected, isEnglish: !speller.isGerman(text) && speller.isEnglish(corrected ?? text) }
  })
  const languageSupported = isEnglish || languages === undefined || !languages.includes('en')
  if (corrected === undefined || !isEnglish) return { request, languageSupported }
  if (!spelling) return { request, offeredText: corrected, languageSupported }
  return { request: { ...request, text: corrected }, correctedText: corrected, languageSupported }
}

/** Text in quotes stays as it is. Undefined where nothing is to be done. */
function correct (text: string, speller: Speller): string | undefined {
  const quoted = text.match(QUOTED) ?? []
  const free = text.split(QUOTED)
  const corrected = free.map((part) => speller.correct(part) ?? part)
  if (corrected.every((part, i) => part === free[i])) return undefined
  return corrected.map((part, i) => part + (quoted[i] ?? '')).join('')
}

async function isName (text: string, { words }: Knowledge): Promise<boolean> {
  if (!words) return false
  const { isBrand, titled } = await words.index.named(text)
  return isBrand || titled.length > 0
}
