// What is killed: an ingest, a reviewer or a tagging with write-back, each on the real store and with a model that
// costs nothing. node kill-points-child <program> <data folder> <arguments as JSON> [order as JSON]
import { writeSync } from 'node:fs'
import path from 'node:path'
import { isCodedError } from '../src/errors.ts'
import { ReviewLog } from '../src/review/store/review-log.ts'
import { passed, watchPoints, type Order } from './kill-points-hook.ts'
import { draftOf } from './kill-points-work.ts'

export interface IngestArguments {
  readonly file: string
  readonly recreate: boolean
}
export interface ReviewArguments {
  readonly first: number
  readonly reviews: number
}
export interface TagArguments {
  readonly file: string
  readonly taxonomy: string
}

const [, , program = '', dataDir = '', given = '{}', order] = process.argv

const programs: Readonly<Record<string, () => Promise<void>>> = {
  // Loaded where they are needed: the engine takes most of a start.
  ingest: async () =>
    await (await import('./kill-points-stores.ts')).ingest(dataDir, JSON.parse(given) as IngestArguments),
  review: async () => await review(JSON.parse(given) as ReviewArguments),
  tag: async () => await (await import('./kill-points-stores.ts')).tag(dataDir, JSON.parse(given) as TagArguments)
}

await watchPoints(order === undefined ? undefined : (JSON.parse(order) as Order))
try {
  await programs[program]!()
  say('passed', Object.fromEntries(passed))
} catch (error) {
  say('failed', isCodedError(error) ? `${error.code}: ${error.message}` : `UNCODED ${String(error)}`)
  process.exitCode = 1
}

/** Written at once: what is said before a kill has been heard. */
function say (what: string, value: unknown): void {
  writeSync(1, `${what} ${JSON.stringify(value)}\n`)
}

/** One review after the other, of one to three decisions, each told once it is confirmed. */
async function review ({ first, reviews }: ReviewArguments): Promise<void> {
  const log = new ReviewLog(path.join(dataDir, 'reviews', 'shop.jsonl'))
  for (let i = first; i < first + reviews; i++) {
    const added = await log.append(() => Array.from({ length: 1 + (i % 3) }, (_, part) => draftOf(i, part)))
    say('confirmed', added)
  }
}
