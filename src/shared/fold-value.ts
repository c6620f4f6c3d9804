/** Spellings of one word in British and American English, as catalogues mix them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  gray: 'grey',
  color: 'colour',
  aluminum: 'aluminium',
  jewelry: 'jewellery',
  mustache: 'moustache'
}

/** One spelling for what differs in case, accents, width of letters, blanks, or British and American English. */
export function foldValue (value: string): string {
  const plain = value
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim()
  return plain.replace(/\p{L}+/gu, (word) => SPELLINGS[word] ?? word)
}

/** Room for the digits of a number, so that 9 comes before 10. */
export const DIGITS = 12

/** What titles are sorted by: case and accents do not count, and 9 comes before 10. */
export function titleOrder (title: string): string {
  return foldValue(title).replace(/\d+/gu, padded)
}

/** What values of attributes are sorted by: 9 comes before 10, and 1.25 before 1.5. */
export function numberOrder (value: string): string {
  return value.replace(/([0-9]+)([.,][0-9]+)?/gu, (_all, whole: string, part = '') => padded(whole) + part)
}

function padded (digits: string): string {
  return digits.padStart(DIGITS, '0')
}
