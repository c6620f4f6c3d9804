import { CatalogueFileError } from '../../../errors.ts'
import { IdSet } from '../../../shared/id-set.ts'
import { utf8Bytes } from '../utf8-bytes.ts'
import { readLines } from '../../../shared/read-lines.ts'

const END = 0x0a

/** The file of each image id, at about 50 bytes an image: all paths in one buffer, ids as hashes. */
export class ImageIndex {
  readonly #offsets = new IdSet()
  #paths = Buffer.alloc(65_536)
  #length = 0

  get size (): number {
    return this.#offsets.size
  }

  /** Reads `images.csv.gz` (or plain CSV). Throws CATALOGUE_FILE_INVALID. */
  static async read (file: string): Promise<ImageIndex> {
    const index = new ImageIndex()
    let columns: Columns | undefined
    for await (const { number, text, problem } of readLines(utf8Bytes(file))) {
      if (text === '') continue
      const cells = text?.split(',') ?? []
      if (columns === undefined) columns = columnsOf(file, cells)
      else {
        index.#add(
          entryOf(
            cells,
            columns,
            () => new CatalogueFileError(file, `line ${number} ${problem ?? 'lacks the id or the path of an image'}`)
          )
        )
      }
    }
    if (columns === undefined) throw new CatalogueFileError(file, 'it is empty')
    return index
  }

  pathOf (id: string): string | undefined {
    const offset = this.#offsets.get(id)
    return offset === undefined
      ? undefined
      : this.#paths.toString('utf8', offset - 1, this.#paths.indexOf(END, offset - 1))
  }

  /** Offsets are kept from 1, as the set asks. */
  #add ({ id, path }: Entry): void {
    if (this.#offsets.add(id, this.#length + 1) !== undefined) return
    const line = Buffer.from(`${path}\n`)
    if (this.#length + line.length > this.#paths.length) {
      this.#paths = Buffer.concat([this.#paths], Math.max(this.#paths.length * 2, this.#length + line.length))
    }
    this.#length += line.copy(this.#paths, this.#length)
  }
}

interface Entry {
  readonly id: string
  readonly path: string
}
interface Columns {
  readonly id: number
  readonly path: number
}

function columnsOf (file: string, cells: readonly string[]): Columns {
  const [id, path] = [cells.indexOf('image_id'), cells.indexOf('path')]
  if (id === -1 || path === -1) throw new CatalogueFileError(file, 'it has no columns image_id and path')
  return { id, path }
}

function entryOf (cells: readonly string[], columns: Columns, problem: () => Error): Entry {
  const [id, path] = [cells[columns.id], cells[columns.path]]
  if (!id || !path) throw problem()
  return { id, path }
}
