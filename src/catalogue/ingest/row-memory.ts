import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { inDataFolder } from '../../shared/data-folder.ts'
import { DIGEST_BYTES, readDigest, writeDigest, type Digest } from '../../shared/digest.ts'
import { IdSet } from '../../shared/id-set.ts'
import { replaceFile } from '../../shared/replace-file.ts'
import type { ProductState } from '../product-state.ts'

const HEADER_BYTES = 32
const ROW_BYTES = 3 * DIGEST_BYTES
const ROWS_PER_CHUNK = 16_384
/** A file with fewer rows than this share of the one before is a part of the shop, not the whole of it. */
const WHOLE_SHARE = 1 / 2

/**
 * What the rows of a catalogue's last file were read as, by the digest of their text: 24 bytes a row in a file. A row
 * that stands there need not be read again. Nothing but the row, the settings and the code that reads it decides what
 * it is read as, so that an outdated or lost file costs time only.
 */
export class RowMemory {
  readonly #file: string
  readonly #header: Buffer
  readonly #rows: Buffer
  /** By digest the place of the row, from 1. */
  readonly #places = new IdSet()
  readonly #chunks: Buffer[] = []
  #kept = 0

  private constructor (file: string, header: Buffer, rows: Buffer) {
    this.#file = file
    this.#header = header
    this.#rows = rows
    for (let at = 0; at < rows.length; at += ROW_BYTES) {
      this.#places.addDigest(readDigest(rows, at), at / ROW_BYTES + 1)
    }
  }

  /** `settings`: all that decides beside the code how a row is read. */
  static async open (folder: string, catalogue: string, settings: unknown): Promise<RowMemory> {
    const file = path.join(folder, `${catalogue}.rows`)
    const header = createHash('sha256').update(JSON.stringify([await readerVersion(), settings])).digest()
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    const isKnown = bytes.subarray(0, HEADER_BYTES).equals(header) && (bytes.length - HEADER_BYTES) % ROW_BYTES === 0
    return new RowMemory(file, header, isKnown ? bytes.subarray(HEADER_BYTES) : Buffer.alloc(0))
  }

  /** Rows known from before. */
  get size (): number {
    return this.#places.size
  }

  get (row: Digest): ProductState | undefined {
    const place = this.#places.getDigest(row)
    if (place === undefined) return undefined
    const at = (place - 1) * ROW_BYTES + DIGEST_BYTES
    return { id: readDigest(this.#rows, at), records: readDigest(this.#rows, at + DIGEST_BYTES) }
  }

  keep (row: Digest, { id, records }: ProductState): void {
    const place = this.#kept % ROWS_PER_CHUNK
    if (place === 0) this.#chunks.push(Buffer.alloc(ROWS_PER_CHUNK * ROW_BYTES))
    const chunk = this.#chunks.at(-1)!
    const at = place * ROW_BYTES
    writeDigest(row, chunk, at)
    writeDigest(id, chunk, at + DIGEST_BYTES)
    writeDigest(records, chunk, at + 2 * DIGEST_BYTES)
    this.#kept++
  }

  /** Replaces the file by what was kept of this run, if that is the whole shop. */
  async write (): Promise<void> {
    if (this.#kept === 0 || this.#kept < this.size * WHOLE_SHARE) return
    const write = async () => await replaceFile(this.#file, this.#parts())
    await inDataFolder(path.dirname(this.#file), write)
  }

  async * #parts (): AsyncGenerator<Uint8Array> {
    yield this.#header
    const rest = (this.#kept % ROWS_PER_CHUNK || ROWS_PER_CHUNK) * ROW_BYTES
    for (const [i, chunk] of this.#chunks.entries()) {
      yield i < this.#chunks.length - 1 ? chunk : chunk.subarray(0, rest)
    }
  }
}

/** The code that reads, as it lies here, and the Unicode that it normalises by. */
async function readerVersion (): Promise<string> {
  const digest = createHash('sha256').update(`${process.versions['unicode']} ${process.versions.node}`)
  const catalogue = path.join(import.meta.dirname, '..')
  for (const folder of [catalogue, path.join(catalogue, '../shared')]) {
    const files = (await readdir(folder, { recursive: true })).filter((name) => /\.[jt]s$/.test(name)).sort()
    for (const name of files) digest.update(name).update(await readFile(path.join(folder, name)))
  }
  return digest.digest('hex')
}
