import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'

/** The last known try of a job. */
export interface JobEntry {
  /** What is embedded, and how. */
  readonly key: string
  /** From 1. */
  readonly attempt: number
  /** Absent once that try has failed. */
  readonly arn?: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Jobs and their output are gone by then; a job that is asked for anew is started anew. */
const KEPT_MS = 7 * 24 * 3_600_000

/**
 * Which jobs were started, one line for each step: a process that was killed finds the ones that it has paid for. Lines
 * are appended whole, so that several processes may share the file.
 */
export class JobLedger {
  readonly #file: string
  #entries: Promise<Map<string, JobEntry>> | undefined

  constructor (file: string) {
    this.#file = file
  }

  async get (key: string): Promise<JobEntry | undefined> {
    return (await this.#read()).get(key)
  }

  /** On the disk once it resolves. Rejects with DATA_DIR_UNUSABLE. */
  async put (entry: JobEntry): Promise<void> {
    const entries = await this.#read()
    const folder = path.dirname(this.#file)
    await inDataFolder(folder, async () => {
      await makeFolder(folder)
      const handle = await open(this.#file, 'a')
      try {
        await handle.writeFile(`${JSON.stringify(entry)}\n`)
        await handle.sync()
      } finally {
        await handle.close()
      }
    })
    entries.set(entry.key, entry)
  }

  async #read (): Promise<Map<string, JobEntry>> {
    this.#entries ??= this.#load()
    return await this.#entries
  }

  async #load (): Promise<Map<string, JobEntry>> {
    const text = await readFile(this.#file, 'utf8').catch(() => '')
    const entries = new Map<string, JobEntry>()
    const since = Date.now() - KEPT_MS
    for (const line of text.split('\n')) {
      const entry = parse(line)
      if (entry && entry.at > since) entries.set(entry.key, entry)
    }
    return entries
  }
}

/** A line that was cut off by a kill is none: its job is found again by its token. */
function parse (line: string): JobEntry | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as JobEntry)
  } catch {
    return undefined
  }
}
