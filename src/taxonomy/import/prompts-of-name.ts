/** Words that say nothing of what is seen unless one knows what they belong to. */
const BARE = new Set([
  'accessories',
  'bags',
  'bases',
  'care',
  'cases',
  'components',
  'covers',
  'equipment',
  'filters',
  'games',
  'holders',
  'kits',
  'liners',
  'materials',
  'miscellaneous',
  'mounts',
  'other',
  'parts',
  'products',
  'replacement',
  'sets',
  'sleeves',
  'stands',
  'straps',
  'supplies',
  'systems',
  'tools'
])

/**
 * What the model is asked for: `Handbags, Wallets & Cases` are three things, `Baby & Toddler Dresses` are dresses
 * twice, `Snow Pants & Suits` share their first word. `parent` is put before words that mean nothing without it.
 */
export function promptsOfName (name: string, parent?: string): string[] {
  const parts = distribute(
    name
      .toLowerCase()
      .split(/\s*[,;]\s*|\s+(?:&|and|\/)\s+/)
      .filter(Boolean)
  )
  const telling = parts.filter((part) => !isBare(part))
  if (telling.length > 0) return [...new Set(telling)]
  return parent === undefined ? parts : parts.map((part) => withParent(part, parent))
}

/** The same for a name that several categories have: only the parent tells them apart. */
export function promptsOfSharedName (name: string, parent: string): string[] {
  return promptsOfName(name).map((prompt) => withParent(prompt, parent))
}

function withParent (prompt: string, parent: string): string {
  return `${parent.toLowerCase().replace(/\s*[,&/]\s*|\s+and\s+/g, ' ')} ${prompt}`
}

function distribute (parts: readonly string[]): string[] {
  if (parts.length < 2) return [...parts]
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (!isPlural(first) && wordsOf(last).length > 1) {
    const head = wordsOf(last).slice(1).join(' ')
    return parts.map((part) => (part === last || isPlural(part) ? part : `${part} ${head}`))
  }
  const shared = wordsOf(first).slice(0, -1).join(' ')
  return parts.map((part) => (shared !== '' && wordsOf(part).length === 1 ? `${shared} ${part}` : part))
}

function isBare (part: string): boolean {
  return wordsOf(part).every((word) => BARE.has(word))
}

/** English, as the names are that prompts are made of. */
function isPlural (part: string): boolean {
  return /[^s]s$/.test(part)
}

function wordsOf (part: string): string[] {
  return part.split(/\s+/)
}
