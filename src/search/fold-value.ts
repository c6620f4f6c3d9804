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
