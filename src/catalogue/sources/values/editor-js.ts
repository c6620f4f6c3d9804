interface Block {
  readonly data?: { readonly text?: unknown; readonly items?: unknown }
}

/** The words of a text that is the JSON of Editor.js, as Saleor exports descriptions; any other text as it is. */
export function wordsOfBlocks (text: string): string {
  if (!/^\s*\{[^]*"blocks"\s*:/.test(text)) return text
  try {
    const { blocks } = JSON.parse(text) as { readonly blocks?: unknown }
    if (!Array.isArray(blocks)) return text
    const words = (blocks as Block[]).flatMap(({ data: { text: one, items = [] } = {} }) => [one, items].flat())
    return words.filter((one) => typeof one === 'string').join('\n')
  } catch {
    return text
  }
}
