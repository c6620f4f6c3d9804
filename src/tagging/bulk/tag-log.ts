import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { NEWLINE, readLines } from '../../shared/read-lines.ts'
import { BadUserInputError } from '../../errors.ts'
import type { AutoTagResult } from '../auto-tag-service.ts'

/** What tagged: lines of another model or taxonomy do not go into one file. */
export type Stamp = Pick<AutoTagResult, 'model' | 'taxonomy' | 'taxonomyVersion'>

export type TaggedLine = Stamp & Pick<AutoTagResult, 'category' | 'tags' | 'abstained'> & { readonly id: string }
type FailedLine = Stamp & { readonly id: string; readonly error: string; readonly message: string }

/** One line of the output: a product's tags, or why it has none. Of two lines of one product the later holds. */
export type TagLine = TaggedLine | FailedLine

export interface TagLogOptions extends Stamp {
  /** Whether products that failed count as not done. */
  readonly retryFailed?: boolean | undefined
}

const BLOCK = 65_536

/** JSON lines that grow by one for each product. Opened again they tell which products are done. */
export class TagLog {
  readonly #done = new Set<string>()
  readonly #failed = new Set<string>()
  readonly #handle: FileHandle
  readonly #file: string

  private constructor (handle: FileHandle, file: string) {
    this.#handle = handle
    this.#file = file
  }

  /**
   * A last line that a crash cut off is taken away, and its product done again.
   * Rejects with BAD_USER_INPUT where the file cannot be written or holds anything else.
   */
  static async open (file: string, { retryFailed = false, ...stamp }: TagLogOptions): Promise<TagLog> {
    const handle = await openFile(file)
    try {
      await cutHalfLine(handle)
      const log = new TagLog(handle, file)
      for await (const line of readTagLog(file)) {
        assertSame(line, stamp, file)
        log.#note(line)
      }
      if (retryFailed) for (const id of log.#failed) log.#done.delete(id)
      return log
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  isDone (id: string): boolean {
    return this.#done.has(id)
  }

  /** Products whose last line says why they have no tags. */
  get failures (): number {
    return this.#failed.size
  }

  /** Rejects with BAD_USER_INPUT; what a full disk took of the lines is taken away when the file is opened again. */
  async append (lines: readonly TagLine[]): Promise<void> {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    await this.#handle.appendFile(text).catch((cause: Error) => {
      throw refusal(this.#file, cause)
    })
    for (const line of lines) this.#note(line)
  }

  async close (): Promise<void> {
    await this.#handle.close()
  }

  #note (line: TagLine): void {
    this.#done.add(line.id)
    if ('error' in line) this.#failed.add(line.id)
    else this.#failed.delete(line.id)
  }
}

/** Rejects with BAD_USER_INPUT for a line that no run wrote. */
export async function * readTagLog (file: string): AsyncGenerator<TagLine> {
  for await (const { number, text } of readLines(createReadStream(file))) {
    const line = parseLine(text ?? '')
    if (!line) {
      throw new BadUserInputError(
        `${file} line ${number} is not written by vitrine tag. Give another --output, or remove the line.`
      )
    }
    yield line
  }
}

function parseLine (text: string): TagLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<TaggedLine & FailedLine>
    const isLine =
      typeof line.id === 'string' &&
      typeof line.model === 'string' &&
      (line.error !== undefined || (line.category && line.tags))
    return isLine ? (line as TagLine) : undefined
  } catch {
    return undefined
  }
}

function assertSame (line: TagLine, stamp: Stamp, file: string): void {
  const [found, wanted] = [line, stamp].map(
    ({ model, taxonomy, taxonomyVersion }) =>
      `the model ${model} and version ${taxonomyVersion} of the taxonomy ${taxonomy}`
  )
  if (found !== wanted) {
    throw new BadUserInputError(
      `${file} was written with ${found}, this run uses ${wanted}. Give another --output, or remove the file to tag all anew.`
    )
  }
}

async function openFile (file: string): Promise<FileHandle> {
  try {
    return await open(file, 'a+')
  } catch (cause) {
    throw refusal(file, cause)
  }
}

function refusal (file: string, cause: unknown): Error {
  return new BadUserInputError(
    `${file} cannot be written: ${(cause as Error).message}. Give another --output, or free space there.`,
    { cause }
  )
}

/** Looks back from the end, since the file may be larger than memory. */
async function cutHalfLine (handle: FileHandle): Promise<void> {
  const { size } = await handle.stat()
  const block = new Uint8Array(BLOCK)
  let end = size
  while (end > 0) {
    const start = Math.max(0, end - BLOCK)
    const { bytesRead } = await handle.read(block, 0, end - start, start)
    const last = block.subarray(0, bytesRead).lastIndexOf(NEWLINE)
    if (last >= 0) {
      end = start + last + 1
      break
    }
    end = start
  }
  if (end < size) await handle.truncate(end)
}
