import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Embedder, Embedding } from '../embedding/embedder.ts'
import { makeFolder } from '../shared/data-folder.ts'
import { replaceFile } from '../shared/replace-file.ts'

interface Head {
  readonly version: 1
  readonly model: string
  readonly dimension: number
  /** Of each row, in its order. */
  readonly keys: readonly string[]
  /** SHA-256 of the rows. */
  readonly digest: string
}

type Maker = Pick<Embedder, 'model' | 'dimensions'>

const NEWLINE = 0x0a

/**
 * Embeddings of labels on disk, so that a start does not ask the model for what it said before, and a changed label
 * costs itself alone. A line of JSON, then the rows as float32, little-endian as all machines that onnxruntime runs on.
 * What is absent, damaged, or of another model or dimension, counts as nothing kept.
 */
export class LabelCache {
  readonly #file: string
  readonly #model: string
  readonly #kept: ReadonlyMap<string, Embedding>
  readonly #used = new Map<string, Embedding>()
  #isChanged = false

  private constructor (file: string, model: string, kept: ReadonlyMap<string, Embedding>) {
    this.#file = file
    this.#model = model
    this.#kept = kept
  }

  /** Rows of `shipped`, a file as this one, are known beforehand; where they suffice, none is written. */
  static async open (file: string, embedder: Maker, shipped?: string): Promise<LabelCache> {
    const known = shipped === undefined ? [] : await readRows(shipped, embedder)
    return new LabelCache(file, embedder.model, new Map([...known, ...(await readRows(file, embedder))]))
  }

  get (key: string): Embedding | undefined {
    const embedding = this.#kept.get(key)
    if (embedding) this.#used.set(key, embedding)
    return embedding
  }

  set (key: string, embedding: Embedding): void {
    this.#used.set(key, embedding)
    this.#isChanged = true
  }

  /** Keeps what was asked for or set since it was opened: whole or not at all, and not at all where nothing is new. */
  async save (): Promise<void> {
    if (!this.#isChanged) return
    const rows = Buffer.concat([...this.#used.values()].map(toBytes))
    const head: Head = {
      version: 1,
      model: this.#model,
      dimension: [...this.#used.values()][0]!.length,
      keys: [...this.#used.keys()],
      digest: digestOf(rows)
    }
    await makeFolder(path.dirname(this.#file))
    await replaceFile(this.#file, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), rows]))
    this.#isChanged = false
  }
}

async function readRows (
  file: string,
  { model, dimensions: [dimension] }: Maker
): Promise<ReadonlyMap<string, Embedding>> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0))
  const end = bytes.indexOf(NEWLINE)
  const head = parseHead(bytes.subarray(0, Math.max(0, end)).toString())
  const rows = bytes.subarray(end + 1)
  if (head?.version !== 1 || head.model !== model || head.dimension !== dimension || head.digest !== digestOf(rows)) {
    return new Map()
  }
  if (rows.length !== head.keys.length * head.dimension * Float32Array.BYTES_PER_ELEMENT) return new Map()
  // Rows begin wherever the line ends, and floats must lie at multiples of four.
  const values = new Float32Array(Uint8Array.from(rows).buffer)
  return new Map(
    head.keys.map((key, row) => [key, values.subarray(row * head.dimension, (row + 1) * head.dimension)])
  )
}

function parseHead (line: string): Head | undefined {
  try {
    return JSON.parse(line) as Head
  } catch {
    return undefined
  }
}

function toBytes ({ buffer, byteOffset, byteLength }: Embedding): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function digestOf (bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
