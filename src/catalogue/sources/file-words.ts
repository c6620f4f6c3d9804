/** What cameras, phones and browsers call files, and what numbers and ids look like. */
const MEANINGLESS =
  /^(img|image|images|dsc[nf]?|pxl|mvimg|photo|picture|pic|pict|screenshot|wa|copy|final|untitled|download|\d+|(?=.*\d)[0-9a-f]{6,}|[a-z]{1,4}\d+)$/i

/** The words of a file's name; undefined where it has none that say something. */
export function wordsOf (name: string): string | undefined {
  const words = name
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[\s_\-.+()[\],]+/u)
    .filter((word) => word !== '' && !MEANINGLESS.test(word))
  return words.some((word) => /\p{L}{2}/u.test(word)) ? words.join(' ') : undefined
}
