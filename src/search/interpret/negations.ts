import type { FacetCounts } from '../../catalogue/manifest.ts'
import { fieldsOf, inEnglish } from './facet-values.ts'
import type { NotPhrase, Span } from './phrase.ts'

interface Lead {
  readonly words: RegExp
  /** Whether what follows has to be a value of the catalogue: `no show socks` are socks. */
  readonly isWeak?: boolean
  readonly isStrict?: boolean
  /** Words that count where they are no value. */
  readonly most: number
}

const lead = (words: string): RegExp => new RegExp(`(?<![\\p{L}\\d'’-])(?:${words})\\s+`, 'giu')

/** English and German. */
const LEADS: readonly Lead[] = [
  {
    words: lead(
      '(?:but |aber )?not(?! (?:only|just|too|so|very))(?: (?:in|of|made of|from|by|a|an|any|the))?|' +
        '(?:aber )?nicht(?! (?:nur|so|zu|sehr))(?: (?:in|aus|von))?'
    ),
    isStrict: true,
    most: 3
  },
  { words: lead('(?:anything but|other than|except(?: for)?|excluding|au(?:ß|ss)er)'), isStrict: true, most: 3 },
  { words: lead('without(?: (?:a|an|any|the))?|ohne(?: (?:ein(?:en|e)?|den|die|das))?|kein(?:en|er|es|e)?'), most: 3 },
  { words: lead('no'), isWeak: true, most: 0 }
]
/** The sign of search engines: one word. */
const MINUS = /(?<=^|\s)[-−](?=\p{L})/gu

const TOKEN = /^[\p{L}\p{M}\d][\p{L}\p{M}\d'’&.+-]*/u
/** Where words that are no value of the catalogue end. */
const STOP =
  /^(?:for|with|under|below|over|between|in|on|and|or|but|from|to|not|no|without|cheap|für|mit|unter|bis|über|in|im|aus|und|oder|aber|nicht|ohne|kein|keine)$/iu
const MAX_WORDS_OF_VALUE = 4
const AND = /^\s*(?:,|(?:or|and|nor|oder|und|noch)(?!\p{L}))\s*/iu

/** What a text says is not wanted. */
export function negations (text: string, facets: FacetCounts): Array<Span<NotPhrase>> {
  let rest = text
  const spans: Array<Span<NotPhrase>> = []
  const leads: readonly Lead[] = [...LEADS, { words: MINUS, isStrict: true, most: 1 }]
  for (const { words, isWeak = false, isStrict = false, most } of leads) {
    for (const found of rest.matchAll(words)) {
      const from = found.index + found[0].length
      const taken = takeValues(rest, from, facets)
      const others = taken.length > 0 || isWeak ? [] : takeWords(rest, from, most)
      for (const [i, { value, end, fields }] of [...taken, ...others].entries()) {
        const start = i === 0 ? found.index : taken[i - 1]!.end
        const phrase = text.slice(start, end).trim()
        spans.push({ start, end, phrase: { kind: 'NOT', phrase, value, fields, isStrict } })
        rest = rest.slice(0, start) + '\0'.repeat(end - start) + rest.slice(end)
      }
    }
  }
  return spans
}

interface Taken {
  readonly value: string
  readonly end: number
  readonly fields: NotPhrase['fields']
}

/** Values of the catalogue one after the other: `black or white`. */
function takeValues (text: string, from: number, facets: FacetCounts): Taken[] {
  const first = takeValue(text, from, facets)
  if (!first) return []
  const and = AND.exec(text.slice(first.end))
  return [first, ...(and ? takeValues(text, first.end + and[0].length, facets) : [])]
}

/** The longest value that begins here. */
function takeValue (text: string, from: number, facets: FacetCounts): Taken | undefined {
  const ends = tokenEnds(text, from, MAX_WORDS_OF_VALUE)
  for (const end of ends.reverse()) {
    const value = text.slice(from, end)
    const fields = fieldsOf(value, facets)
    if (fields.length > 0) return { value, end, fields }
  }
  return undefined
}

function takeWords (text: string, from: number, most: number): Taken[] {
  const end = tokenEnds(text, from, most, STOP).at(-1)
  return end === undefined ? [] : [{ value: inEnglish(text.slice(from, end)), end, fields: [] }]
}

/** Where each of the next tokens ends. */
function tokenEnds (text: string, from: number, most: number, stop?: RegExp): number[] {
  const ends: number[] = []
  let at = from
  while (ends.length < most) {
    const token = TOKEN.exec(text.slice(at))?.[0].replace(/[.'’&+-]+$/u, '')
    if (!token || stop?.test(token)) break
    ends.push(at + token.length)
    const gap = /^\s+/u.exec(text.slice(at + token.length))
    if (!gap) break
    at += token.length + gap[0].length
  }
  return ends
}
