import { cutText } from '../../shared/cut-text.ts'

/** Name and character of each entity. */
const ENTITIES = new Map([
  ...entities('amp& lt< gt> quot" apos\' ndash– mdash— hellip… bull• middot· lsquo‘ rsquo’ ldquo“ rdquo” laquo« raquo» deg° times× euro€ pound£ copy© reg®'),
  ...entities('trade™ frac12½ aumlä oumlö uumlü AumlÄ OumlÖ UumlÜ szligß eacuteé egraveè ecircê agraveà acircâ ccedilç ntildeñ oacuteó iacuteí aacuteá uacuteú'),
  ['nbsp', ' ']
])

/** Enough for any description; keeps the search for unclosed tags cheap. */
const MAX_LENGTH = 30_000

/** The words of a description that may be HTML, for the model and for display as plain text; not a sanitiser. */
export function stripHtml (html: string): string {
  return cutText(html, MAX_LENGTH)
    .replace(/<(script|style)\b[^]*?<\/\1\s*>/gi, ' ')
    .replace(/<!--[^]*?-->/g, ' ')
    .replace(/<\/?[a-z][^<>]*>/gi, ' ')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]{1,7});/gi, decode)
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:!?])/g, '$1')
    .trim()
    .toWellFormed()
}

function decode (entity: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES.get(name) ?? entity
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity
}

function entities (list: string): [string, string][] {
  return list.split(' ').map((entity) => [entity.slice(0, -1), entity.slice(-1)])
}
