import { decodeHTML } from 'entities'
import { cutText } from '../../shared/cut-text.ts'
import { withoutControlCharacters } from '../../shared/control-characters.ts'
import { toPlainText } from '../../shared/plain-text.ts'

/** Enough for any description; keeps the search for unclosed tags cheap. */
const MAX_LENGTH = 30_000

/** Nothing of HTML, spaces or other alphabets in it: most texts of a catalogue. */
const PLAIN = /^(?! )(?:[!-%'-;=?-~]| (?! |[.,;:!?]|$))*$/

/** Tags that nobody writes about: a text that shows them was escaped once too often. */
const ESCAPED = /<(?:\/?(?:p|div|span|b|i|u|ul|ol|li|strong|em|h[1-6]|table|tr|td|tbody)|br)\b[^<>]*>/i

/** The words of a text that may be HTML, for the model and for display as plain text; not a sanitiser. */
export function stripHtml (html: string): string {
  if (PLAIN.test(html)) return html
  const decoded = decodeHTML(withoutTags(cutText(html, MAX_LENGTH)))
  const words = ESCAPED.test(decoded) ? decodeHTML(withoutTags(decoded)) : decoded
  return toPlainText(withoutControlCharacters(words.toWellFormed()))
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:!?])/g, '$1')
    .trim()
}

function withoutTags (html: string): string {
  return html
    .replace(/<(script|style)\b[^]*?<\/\1\s*>/gi, ' ')
    .replace(/<!--[^]*?-->/g, ' ')
    .replace(/<\/?[a-z][^<>]*>/gi, ' ')
}
