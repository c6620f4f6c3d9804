import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { DataDirUnusableError } from '../../errors.ts'
import { inDataFolder } from '../../shared/data-folder.ts'
import type { IngestCounts } from './ingest-report.ts'
import { replaceFile } from '../../shared/replace-file.ts'

/** How far an ingest has come: everything up to `line` is in the store at every dimension. */
export interface Progress {
  /** File, its size and time, model, dimensions and options; a checkpoint of anything else is not continued. */
  readonly fingerprint: string
  /** The run that the manifests name; another run since makes the checkpoint void. */
  readonly run: string
  /** Generation that is written; absent where it is the first. */
  readonly generation?: number
  readonly line: number
  readonly counts: IngestCounts
  /** Nothing was stored when the run began, hence nothing to compare with but what it wrote itself. */
  readonly isFresh?: boolean
  /** What is stored was measured as it was when the run began, so that without new embeddings that still holds. */
  readonly isMeasured?: boolean
  /** Length of the rejects file; what was written after it is written again. */
  readonly rejectsBytes: number
}

/** One file per catalogue and catalogue file, replaced whole so that a kill leaves the old or the new one. */
export class Checkpoint {
  readonly #file: string

  constructor (folder: string, catalogue: string, file: string) {
    const name = createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 16)
    this.#file = path.join(folder, `${catalogue}-${name}.json`)
  }

  /** What to continue; nothing where there is none or it is of another file, model or setting. */
  async read (fingerprint: string): Promise<Progress | undefined> {
    try {
      const progress = JSON.parse(await readFile(this.#file, 'utf8')) as Progress
      return progress.fingerprint === fingerprint ? progress : undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new DataDirUnusableError(this.#file, (error as Error).message, { cause: error })
    }
  }

  /** Rejects with DATA_DIR_UNUSABLE, and leaves the one before. */
  async write (progress: Progress): Promise<void> {
    const write = async () => await replaceFile(this.#file, JSON.stringify(progress))
    await inDataFolder(path.dirname(this.#file), write)
  }

  async remove (): Promise<void> {
    await inDataFolder(path.dirname(this.#file), async () => await rm(this.#file, { force: true }))
  }
}
