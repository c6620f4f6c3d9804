import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { StoreDamagedError } from '../../errors.ts'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'
import type { IndexSpec } from '../vector-store.ts'
import { replaceFile } from '../../shared/replace-file.ts'

const SUFFIX = '.json'

const specSchema = Type.Object({
  table: Type.String({ pattern: '^[a-z0-9.-]+$' }),
  name: Type.String(),
  dimension: Type.Integer({ minimum: 1 }),
  metric: Type.Literal('cosine'),
  nonFilterableKeys: Type.Array(Type.String())
})

/**
 * `table` differs each time an index is created, so that a reader of a deleted one never meets the files of the next.
 */
export type StoredSpec = IndexSpec & { readonly table: string }

/**
 * The specs of a folder's indexes, a JSON file each. The file is what makes an index exist: written last, removed
 * first.
 */
export class SpecFiles {
  readonly #folder: string

  constructor (folder: string) {
    this.#folder = folder
  }

  path (name: string): string {
    return join(this.#folder, `${name}${SUFFIX}`)
  }

  async list (): Promise<StoredSpec[]> {
    const files = await readdir(this.#folder)
    const names = files.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length)).sort()
    const specs = await Promise.all(names.map((name) => this.read(name)))
    return specs.filter((spec) => spec !== undefined)
  }

  async read (name: string): Promise<StoredSpec | undefined> {
    try {
      return Value.Parse(specSchema, JSON.parse(await readFile(this.path(name), 'utf8')))
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
      throw new StoreDamagedError(this.path(name), 'it does not hold the description of an index', { cause })
    }
  }

  /** A reader sees the whole file or none, and a crash leaves no half of one. */
  async write (spec: StoredSpec): Promise<void> {
    await inDataFolder(this.#folder, async () => {
      await makeFolder(this.#folder)
      await replaceFile(this.path(spec.name), JSON.stringify(spec))
      await syncFolder(this.#folder)
    })
  }

  async remove (name: string): Promise<void> {
    await inDataFolder(this.#folder, async () => {
      await rm(this.path(name), { force: true })
      await syncFolder(this.#folder)
    })
  }
}

async function syncFolder (path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
