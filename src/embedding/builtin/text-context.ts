/**
 * Says to the text encoder that a text is about something sold. A lone word is else read in its commonest sense:
 * with this a "tee" is a shirt and not a letter. Concepts and queries must be put the same way.
 */
export function inContext (text: string): string {
  return `product: ${text}`
}
