import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import path from 'node:path'
import { DataDirUnusableError, TaxonomyNotFoundError } from '../errors.ts'
import { serverBusy } from '../shared/server-busy.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { makeFolder } from '../shared/data-folder.ts'
import { Head } from './head.ts'
import { LabelEmbeddings } from './label-embeddings.ts'
import { LabelCache } from './label-cache.ts'
import { readProfile, type TaggingProfile } from './profile.ts'
import { Tagger } from './tagger.ts'
import { Taxonomy } from '../taxonomy/taxonomy.ts'
import { replaceFile } from '../shared/replace-file.ts'

export interface TaggerLibraryOptions {
  /** Embeds the labels; not cached, since each label is embedded once and kept here. */
  readonly embedder: Pick<Embedder, 'embed' | 'model' | 'dimensions'>
  /** Taxonomy files, the default first. */
  readonly files: readonly string[]
  /** What ships for the model it was made with. */
  readonly shippedProfile: string
  /** Embeddings of the shipped taxonomy's labels by that model, as `LabelCache` keeps them. */
  readonly shippedLabels: string
  /** Folder of what this shop has learned. */
  readonly dataDir: string
}

interface Entry {
  readonly tagger: Promise<Tagger>
  /** Labels embedded so far. */
  done: number
  total: number
}

/**
 * The taxonomies of a service, each with its labels embedded and with what was learned for it: built when first asked
 * for.
 */
export class TaggerLibrary {
  readonly #options: TaggerLibraryOptions
  #taxonomies: Promise<Map<string, Taxonomy>> | undefined
  readonly #entries = new Map<string, Entry>()
  readonly #closing = new AbortController()

  constructor (options: TaggerLibraryOptions) {
    this.#options = options
    // Each label under way listens; Node warns of more than ten.
    setMaxListeners(0, this.#closing.signal)
  }

  /** All of them, the default first. Rejects with TAXONOMY_INVALID. */
  async taxonomies (): Promise<ReadonlyMap<string, Taxonomy>> {
    this.#taxonomies ??= this.#read().catch((error: unknown) => {
      // A file that is repaired is read again.
      this.#taxonomies = undefined
      throw error
    })
    return await this.#taxonomies
  }

  /** Rejects with TAXONOMY_NOT_FOUND or TAXONOMY_INVALID. */
  async taxonomy (name?: string): Promise<Taxonomy> {
    const taxonomies = await this.taxonomies()
    const found = name === undefined ? [...taxonomies.values()][0] : taxonomies.get(name)
    if (!found) throw new TaxonomyNotFoundError(name, [...taxonomies.keys()].join(', '))
    return found
  }

  /** Rejects as `taxonomy` does, or with TAGGING_PROFILE_INVALID, or as the model does. */
  async tagger (name?: string): Promise<Tagger> {
    return await this.#entry(await this.taxonomy(name)).tagger
  }

  /**
   * The same for somebody who does not wait for thousands of labels to be embedded: rejects with SERVER_BUSY after the
   * time.
   */
  async taggerWithin (timeoutMs: number, name?: string): Promise<Tagger> {
    const taxonomy = await this.taxonomy(name)
    const entry = this.#entry(taxonomy)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () =>
          reject(
            serverBusy(
              `the labels of the taxonomy ${taxonomy.name} are still being embedded, ${entry.done} of ${entry.total} so far`
            )
          ),
        timeoutMs
      )
    })
    try {
      return await Promise.race([entry.tagger, late])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Stops embedding; what is done is kept on disk. */
  async close (): Promise<void> {
    this.#closing.abort(new Error('the service is closing'))
    await Promise.allSettled([...this.#entries.values()].map(async ({ tagger }) => await tagger))
  }

  /** What was learned for a taxonomy with the model in use: by the shop, else what ships. */
  async profile (taxonomy: Taxonomy): Promise<TaggingProfile | undefined> {
    const { embedder, shippedProfile } = this.#options
    const profiles = [await readProfile(this.profileFile(taxonomy)), await readProfile(shippedProfile)]
    return profiles.find((profile) => profile?.model === embedder.model && profile.taxonomy === taxonomy.name)
  }

  /** Where the shop's own profile is kept. */
  profileFile (taxonomy: Taxonomy): string {
    return this.#file(taxonomy, 'json')
  }

  /** Whole or not at all. Rejects with DATA_DIR_UNUSABLE. */
  async save (profile: TaggingProfile, taxonomy: Taxonomy, file = this.profileFile(taxonomy)): Promise<string> {
    try {
      await makeFolder(path.dirname(file))
      await replaceFile(file, `${JSON.stringify(profile, null, 1)}\n`)
    } catch (cause) {
      throw new DataDirUnusableError(this.#options.dataDir, cause instanceof Error ? cause.message : String(cause), {
        cause
      })
    }
    this.#entries.delete(taxonomy.name)
    return file
  }

  async #read (): Promise<Map<string, Taxonomy>> {
    const taxonomies = await Promise.all(this.#options.files.map(async (file) => await Taxonomy.read(file)))
    const byName = new Map<string, Taxonomy>()
    // Of two with one name the shop's own, which comes first, stays.
    for (const taxonomy of taxonomies) if (!byName.has(taxonomy.name)) byName.set(taxonomy.name, taxonomy)
    return byName
  }

  #entry (taxonomy: Taxonomy): Entry {
    const known = this.#entries.get(taxonomy.name)
    if (known) return known
    const entry: Entry = {
      done: 0,
      total: 0,
      tagger: this.#build(taxonomy, (done, total) => Object.assign(entry, { done, total }))
    }
    this.#entries.set(taxonomy.name, entry)
    entry.tagger.catch(() => this.#entries.delete(taxonomy.name))
    return entry
  }

  async #build (taxonomy: Taxonomy, onProgress: (done: number, total: number) => void): Promise<Tagger> {
    const [bank, profile] = await Promise.all([this.#bank(taxonomy, onProgress), this.profile(taxonomy)])
    const heads = new Map(profile?.heads.map((head) => [head.attribute, Head.fromJson(head)]))
    return new Tagger({ taxonomy, bank, profile, heads })
  }

  /** Also of a run that fails or is stopped, what the model has said is kept. */
  async #bank (taxonomy: Taxonomy, onProgress: (done: number, total: number) => void): Promise<LabelEmbeddings> {
    const { embedder, shippedLabels } = this.#options
    const cache = await LabelCache.open(this.#file(taxonomy, 'labels'), embedder, shippedLabels)
    try {
      return await LabelEmbeddings.build(taxonomy, embedder, { cache, onProgress, signal: this.#closing.signal })
    } finally {
      // Tagging works without; only the next start is slower.
      await cache
        .save()
        .catch((error: Error) =>
          process.emitWarning(
            `The embeddings of the taxonomy ${taxonomy.name} cannot be kept in ${this.#options.dataDir} (DATA_DIR): ${error.message}`
          )
        )
    }
  }

  /** Models have names that are no file names. */
  #file ({ name }: Taxonomy, extension: string): string {
    const model = createHash('sha256').update(this.#options.embedder.model).digest('hex').slice(0, 8)
    return path.join(this.#options.dataDir, 'tagging', `${name}-${model}.${extension}`)
  }
}
