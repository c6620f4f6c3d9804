import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { ReviewEntry } from '../src/review/store/review-entry.ts'
import { program } from '../test/fixtures/program.ts'
import type { Order } from './kill-points-hook.ts'

/** What is wrong after a kill, a full disk or the end of a run; empty where all is well. */
export type Problems = readonly string[]

/** One kind of work that is killed and begun again, until it is finished and begun anew. */
export interface Trial {
  readonly program: string
  /** Arguments of the next run, which is to pass this point. */
  next(point: string): Promise<object>
  /** After a run that did not end well: what is confirmed must be there, once. */
  check(outcome: Outcome): Promise<Problems>
  /** After a run that ended well: everything must be there, once. */
  finished(outcome: Outcome): Promise<Problems>
}

export interface Outcome {
  readonly isKilled: boolean
  readonly isDone: boolean
  /** Whether the point of the order was reached. */
  readonly isHit: boolean
  readonly confirmed: readonly ReviewEntry[]
  /** What the run said of its failure. */
  readonly failure: string | undefined
  readonly passed: Readonly<Record<string, number>>
}

/** Runs the work once, in a process of its own. */
export async function runChild (name: string, dataDir: string, args: object, order?: Order): Promise<Outcome> {
  const argv = [
    ...program('bench/kill-points-child'),
    name,
    dataDir,
    JSON.stringify(args),
    ...(order ? [JSON.stringify(order)] : [])
  ]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr)
  ])
  const said = (what: string) =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith(`${what} `))
      .map((line) => line.slice(what.length + 1))
  const told = said('failed').map((line) => JSON.parse(line) as string)[0]
  return {
    isKilled: signal === 'SIGKILL',
    isDone: code === 0,
    isHit: said('at').length > 0,
    confirmed: said('confirmed').flatMap((line) => JSON.parse(line) as ReviewEntry[]),
    failure:
      told ?? (code === 0 || signal === 'SIGKILL' ? undefined : `UNCODED ended with ${code ?? signal}: ${stderr}`),
    passed: JSON.parse(said('passed')[0] ?? '{}') as Record<string, number>
  }
}
