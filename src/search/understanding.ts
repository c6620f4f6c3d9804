import type { CheckedRequest } from './request.ts'
import type { KnownWords } from './text/catalogue-words.ts'

/** A request as it is searched for, and what its text was taken for. */
export interface Understood {
  readonly request: CheckedRequest
  /** The text with its spelling put right; undefined where it is as it was typed. */
  readonly correctedText?: string | undefined
  /** What would have been put right, had the request not asked for its text as typed. */
  readonly offeredText?: string | undefined
  readonly languageSupported: boolean
}

/** Puts the spelling of a request's text right, unless its language is one that the model does not read. */
export function understand (
  request: CheckedRequest,
  words: KnownWords | undefined,
  languages: readonly string[] | undefined
): Understood {
  const { text, spelling } = request
  if (text === undefined || !words) return { request, languageSupported: true }
  const { speller } = words
  const corrected = speller.correct(text)
  const isEnglish = speller.isEnglish(corrected ?? text)
  const languageSupported = isEnglish || languages === undefined || !languages.includes('en')
  if (corrected === undefined || !isEnglish) return { request, languageSupported }
  if (!spelling) return { request, offeredText: corrected, languageSupported }
  return { request: { ...request, text: corrected }, correctedText: corrected, languageSupported }
}
