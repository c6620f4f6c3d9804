import { createRequire, syncBuiltinESMExports } from 'node:module'
import { writeSync, rmSync, openSync, closeSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'

/** What is to happen where: at the `nth` time that `point` is passed, the process is killed or its disk filled. */
export interface Order {
  readonly point: string
  readonly nth: number
  readonly action: 'kill' | 'fill'
  /** For points within a call of the engine: how long after its begin. */
  readonly delayMs: number
  /** A file on the disk to be filled. */
  readonly ballast: string
}

type FsPromises = typeof import('node:fs/promises')
type Call = (this: unknown, ...args: unknown[]) => Promise<unknown>

const PLACES: ReadonlyArray<readonly [RegExp, string]> = [
  [/\/lancedb\/.*\.lock/, 'index lock'],
  [/\/lancedb\//, 'index swap'],
  [/\/checkpoints\/.*\.json(\.part)?$/, 'checkpoint'],
  [/\.rejects\.jsonl$/, 'rejects'],
  [/\/reviews\/.*\.lock/, 'review lock'],
  [/\/reviews\//, 'review log'],
  [/\.tags\.jsonl$/, 'tag log']
]
const BLOCK = Buffer.alloc(65_536)

/** How often each point was passed. */
export const passed = new Map<string, number>()
let armed: Order | undefined

/**
 * Makes every write of files and indexes pass named points. Of this process only: the program itself knows nothing of
 * it.
 */
export async function watchPoints (order?: Order): Promise<void> {
  armed = order
  const fs = createRequire(import.meta.url)('node:fs/promises') as FsPromises
  const sample = await fs.open('/dev/null')
  const handles = Object.getPrototypeOf(sample) as FileHandle
  await sample.close()
  const files = new WeakMap<object, string>()
  watchFiles(fs as unknown as Record<string, Call>, files)
  watchHandles(handles as unknown as Record<string, Call>, files)
  syncBuiltinESMExports()
}

/** For calls of the engine: within them, a while after they have begun. */
export async function around<T> (place: string, verb: string, call: () => Promise<T>): Promise<T> {
  pass(place, `before ${verb}`)
  const result = call()
  if (isNext(place, `during ${verb}`)) setTimeout(() => pass(place, `during ${verb}`), armed!.delayMs)
  else pass(place, `during ${verb}`)
  const value = await result
  pass(place, `after ${verb}`)
  return value
}

function watchFiles (fs: Record<string, Call>, files: WeakMap<object, string>): void {
  for (const name of ['rename', 'rm', 'link', 'truncate', 'mkdir', 'open', 'writeFile']) {
    const call = fs[name]!
    fs[name] = async (...args) => {
      const isRead = name === 'open' && (args[1] === undefined || args[1] === 'r')
      const place = isRead ? undefined : placeOf(String(args[0]))
      pass(place, `before ${name}`)
      const result = await call.apply(fs, args)
      if (name === 'open') files.set(result as object, String(args[0]))
      pass(place, `after ${name}`)
      return result
    }
  }
}

function watchHandles (handles: Record<string, Call>, files: WeakMap<object, string>): void {
  for (const name of ['writeFile', 'appendFile']) {
    const call = handles[name]!
    handles[name] = async function (data, ...rest) {
      const place = placeOf(files.get(this as object) ?? '')
      const bytes = Buffer.from(data as string)
      pass(place, 'before write')
      if (isNext(place, 'half written')) await call.call(this, bytes.subarray(0, bytes.length / 2), ...rest)
      pass(place, 'half written')
      await call.call(this, isHalf(place) ? bytes.subarray(bytes.length / 2) : bytes, ...rest)
      pass(place, 'after write')
    }
  }
  const sync = handles['sync']!
  handles['sync'] = async function () {
    const place = placeOf(files.get(this as object) ?? '')
    await sync.call(this)
    pass(place, 'after sync')
  }
}

function placeOf (file: string): string | undefined {
  return PLACES.find(([pattern]) => pattern.test(path.resolve(file)))?.[1]
}

function isNext (place: string | undefined, moment: string): boolean {
  const point = `${place}: ${moment}`
  return armed?.point === point && (passed.get(point) ?? 0) + 1 === armed.nth
}

/** Whether the first half has just been written by itself. */
function isHalf (place: string | undefined): boolean {
  const point = `${place}: half written`
  return armed?.point === point && passed.get(point) === armed.nth
}

function pass (place: string | undefined, moment: string): void {
  if (place === undefined) return
  const point = `${place}: ${moment}`
  const times = (passed.get(point) ?? 0) + 1
  passed.set(point, times)
  if (armed?.point !== point || armed.nth !== times) return
  writeSync(1, `at ${point}\n`)
  if (armed.action === 'kill') process.kill(process.pid, 'SIGKILL')
  else fillDisk(armed.ballast)
}

/** Takes what the disk has left, to the last page. */
function fillDisk (ballast: string): void {
  rmSync(ballast, { force: true })
  const file = openSync(ballast, 'w')
  try {
    for (;;) writeSync(file, BLOCK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}
