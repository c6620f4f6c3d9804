/** The beginning of a text, at most so long, that does not end in half of a character. */
export function cutText (text: string, maxLength: number): string {
  return text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')
}
