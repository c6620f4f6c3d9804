import { open, rm, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import { isCodedError } from '../../errors.ts'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'

/** Something of the file that is not in the catalogue, and why. */
export interface Rejection {
  readonly line: number
  readonly id?: string | undefined
  /** A whole row, or one photo of a product that is in without it. */
  readonly kind: 'row' | 'image'
  readonly code: string
  readonly reason: string
  /** The photo, for kind `image`. */
  readonly image?: string | undefined
  /** How the row began. */
  readonly raw?: string | undefined
}

/** Rejections as JSON lines. Made with the first one; cut back to where a resumed run had confirmed. */
export class RejectLog {
  readonly file: string
  #bytes = 0

  constructor (file: string) {
    this.file = file
  }

  get bytes (): number {
    return this.#bytes
  }

  async start (confirmedBytes: number): Promise<void> {
    await inDataFolder(path.dirname(this.file), async () => await this.#start(confirmedBytes))
  }

  async append (rejections: readonly Rejection[]): Promise<void> {
    if (rejections.length > 0) await inDataFolder(path.dirname(this.file), async () => await this.#append(rejections))
  }

  async #start (confirmedBytes: number): Promise<void> {
    await makeFolder(path.dirname(this.file))
    if (confirmedBytes === 0) await rm(this.file, { force: true })
    // Moved away since, or another file than the interrupted run had: what comes from now on is listed.
    const length = await stat(this.file).then(({ size }) => size, () => 0)
    if (length > confirmedBytes) await truncate(this.file, confirmedBytes)
    this.#bytes = Math.min(length, confirmedBytes)
  }

  async #append (rejections: readonly Rejection[]): Promise<void> {
    const lines = Buffer.from(rejections.map((rejection) => `${JSON.stringify(rejection)}\n`).join(''))
    const handle = await open(this.file, 'a')
    try {
      await handle.writeFile(lines)
    } finally {
      await handle.close()
    }
    this.#bytes += lines.length
  }
}

/** Only what is coded can be laid at the catalogue's door; anything else is a fault of ours and stops the run. */
export function codeAndReason (error: unknown): { code: string, reason: string } {
  if (!isCodedError(error)) throw error
  return { code: error.code, reason: error.message }
}
