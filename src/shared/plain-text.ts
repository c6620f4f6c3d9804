/** Signs that compatibility forms would turn into other words: `™` into `TM`, `½` into `1⁄2`. */
const NORMALISED = /[^™℠©®½¼¾⅓⅔²³ºª…]+/gu

/** A picture sign with all that belongs to it: skin tones, joined signs, flags. */
const SYMBOL =
  /(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F\u20E3]*(?:\u200D\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]*)*)+/gu
/** Of these, signs that are part of writing. */
const WRITTEN = /^[™©®‼⁉↔-↪]+$/u

const PLAIN = /^[\x20-\x7e]*$/

/** One form for letters that look alike (full width, ligatures), and picture signs set apart from words. */
export function toPlainText (text: string): string {
  if (PLAIN.test(text)) return text
  const normal = text.toWellFormed().replace(NORMALISED, (part) => part.normalize('NFKC'))
  return normal
    .replace(SYMBOL, (sign) => (WRITTEN.test(sign) ? sign : ` ${sign} `))
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** The words alone, as a model reads them best; a text of nothing but picture signs stays. */
export function toWords (text: string): string {
  if (PLAIN.test(text)) return text
  const plain = toPlainText(text)
  const words = plain
    .replace(SYMBOL, (sign) => (WRITTEN.test(sign) ? sign : ' '))
    .replace(/\uFE0F/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
  return words === '' ? plain : words
}
