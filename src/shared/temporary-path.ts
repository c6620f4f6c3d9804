import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const OURS = /^vitrine-(\d+)-[0-9a-f-]{36}$/
/** Another machine may share the folder, whose processes are not seen here. */
const LEFT_AFTER_MS = 3_600_000

let cleared: Promise<void> | undefined

/** A new path in the system's folder for temporary files. What killed processes left there is deleted first, once. */
export async function temporaryPath (): Promise<string> {
  await (cleared ??= clearLeftovers(tmpdir()))
  return path.join(tmpdir(), `vitrine-${process.pid}-${randomUUID()}`)
}

/** Deletes files and folders of such names, an hour old, whose process is gone. */
export async function clearLeftovers (folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(OURS.exec(name)?.[1])
    if (Number.isNaN(pid) || isAlive(pid)) continue
    const place = path.join(folder, name)
    const { mtimeMs } = await stat(place).catch(() => ({ mtimeMs: Infinity }))
    // Those of another user stay.
    if (mtimeMs < Date.now() - LEFT_AFTER_MS) await rm(place, { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive (pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
