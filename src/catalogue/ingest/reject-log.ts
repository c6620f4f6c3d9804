import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isCodedError } from '../../errors.ts'
import type { MediaKind } from '../../media/media-file.ts'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'
import { readLines, type Line } from '../../shared/read-lines.ts'
import { csvCell } from '../../shared/csv-cell.ts'

const TABLE = ['line', 'id', 'kind', 'code', 'reason', 'image', 'heading', 'raw'] as const
const MAX_FIRST = 3

/** Something of the file that is not in the catalogue, and why. */
export interface Rejection {
  readonly line: number
  readonly id?: string | undefined
  /** A whole row, or one photo or other file of a product that is in without it. */
  readonly kind: 'row' | 'image' | MediaKind
  readonly code: string
  readonly reason: string
  /** The photo or other file, for any kind but `row`. */
  readonly image?: string | undefined
  /** The row as the file has it, and the line of headings it stands under. */
  readonly raw?: string | undefined
  readonly heading?: string | undefined
}

/**
 * Rejections as JSON lines, and in the end as CSV beside them. Made with the first one; cut back to where a resumed run
 * had confirmed.
 */
export class RejectLog {
  readonly file: string
  /** Rows, and photos and other files, since what ends a file matters more than a photo that is gone. */
  readonly #first: Readonly<Record<'rows' | 'files', Rejection[]>> = { rows: [], files: [] }
  #bytes = 0

  constructor (file: string) {
    this.file = file
  }

  get bytes (): number {
    return this.#bytes
  }

  /** Of this run, to be shown at once: whole rows before photos. */
  get first (): readonly Rejection[] {
    return [...this.#first.rows, ...this.#first.files].slice(0, MAX_FIRST)
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
    for (const rejection of rejections) {
      const first = rejection.kind === 'row' ? this.#first.rows : this.#first.files
      if (first.length < MAX_FIRST) first.push(rejection)
    }
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

/** The rejections as a table for whoever works with spreadsheets; resolves to its file. */
export async function writeRejectTable (file: string): Promise<string> {
  const table = `${file.replace(/\.jsonl$/, '')}.csv`
  await pipeline(readLines(createReadStream(file)), rowsOf, createWriteStream(table))
  return table
}

async function * rowsOf (lines: AsyncIterable<Line>): AsyncGenerator<string> {
  // The mark makes Excel read UTF-8.
  yield `\ufeff${TABLE.join(',')}\r\n`
  for await (const { text } of lines) {
    const rejection = text === undefined ? {} : JSON.parse(text) as Partial<Rejection>
    yield `${TABLE.map((name) => csvCell(String(rejection[name] ?? ''))).join(',')}\r\n`
  }
}

/** Only what is coded can be laid at the catalogue's door; anything else is an error of ours and stops the run. */
export function codeAndReason (error: unknown): { code: string, reason: string } {
  if (!isCodedError(error)) throw error
  return { code: error.code, reason: error.message }
}
