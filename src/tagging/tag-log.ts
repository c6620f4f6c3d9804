import { open, readFile, truncate, type FileHandle } from 'node:fs/promises'
import type { AutoTagResult } from './auto-tag-service.ts'

/** One line of the output: a product's tags, or why it has none. */
export type TagLine =
  | { readonly id: string, readonly category: AutoTagResult['category'], readonly tags: AutoTagResult['tags'], readonly abstained: AutoTagResult['abstained'] }
  | { readonly id: string, readonly error: string, readonly message: string }

/** JSON lines that grow by one for each product. Opened again they tell which products are done. */
export class TagLog {
  readonly done: ReadonlySet<string>
  readonly #handle: FileHandle

  private constructor (handle: FileHandle, done: ReadonlySet<string>) {
    this.#handle = handle
    this.done = done
  }

  /** A last line that a crash cut off is taken away, and its product done again. */
  static async open (file: string): Promise<TagLog> {
    const handle = await open(file, 'a')
    const text = await readFile(file, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole))
    return new TagLog(handle, new Set(parseLines(whole).map(({ id }) => id)))
  }

  async append (line: TagLine): Promise<void> {
    await this.#handle.appendFile(`${JSON.stringify(line)}\n`)
  }

  async close (): Promise<void> {
    await this.#handle.close()
  }
}

export async function readTagLog (file: string): Promise<TagLine[]> {
  return parseLines(await readFile(file, 'utf8'))
}

/** One row a product: category, then a column for each attribute; assigned and suggested values, the latter with a question mark. */
export function toCsv (lines: readonly TagLine[]): string {
  const tagged = lines.filter((line) => 'tags' in line)
  const attributes = [...new Set(tagged.flatMap(({ tags }) => tags.map(({ attribute }) => attribute)))].sort()
  const rows = tagged.map(({ id, category, tags }) => {
    const values = attributes.map((name) => tags.filter(({ attribute }) => attribute === name).map(({ value, decision }) => decision === 'ASSIGNED' ? value : `${value}?`).join('|'))
    return [id, category.path ?? '', category.decision, category.confidence.toFixed(3), ...values]
  })
  const table = [['id', 'category', 'category_decision', 'category_confidence', ...attributes], ...rows]
  return table.map((row) => row.map(quote).join(',') + '\n').join('')
}

/** A spreadsheet would run a value that begins like a formula. */
function quote (value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function parseLines (text: string): TagLine[] {
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as TagLine)
}
