import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Progress } from '../src/catalogue/ingest/checkpoint.ts'
import { contentsOf, differences, liveGeneration, type Contents } from './kill-points-contents.ts'
import { runChild, type Problems, type Trial } from './kill-points-trial.ts'
import type { IngestArguments } from './kill-points-child.ts'

type All = ReadonlyArray<Contents | undefined>

interface Target {
  readonly file: string
  readonly expected: All
  /** Line of each product. */
  readonly lines: ReadonlyMap<string, number>
  /** Rows that are no products. */
  readonly badRows: number
}

/** An undisturbed ingest of a file, to compare with. */
export async function targetOf (file: string, dataDir: string): Promise<Target> {
  const { failure } = await runChild('ingest', dataDir, { file, recreate: true } satisfies IngestArguments)
  if (failure !== undefined) throw new Error(failure)
  const ids = (await readFile(file, 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { id?: string }).id)
  const lines = new Map(ids.flatMap((id, i) => (id === undefined ? [] : [[id, i + 1] as const])))
  return { file, expected: await contentsOf(dataDir), lines, badRows: ids.length - lines.size }
}

/** Two catalogue files that replace each other, now and then by making the indexes anew. */
export class IngestTrial implements Trial {
  readonly program = 'ingest'
  readonly #dataDir: string
  readonly #targets: readonly Target[]
  #rounds = 0
  /** Whether indexes may be missing: no run has ended yet. */
  #isNew = true

  constructor (dataDir: string, targets: readonly Target[]) {
    this.#dataDir = dataDir
    this.#targets = targets
  }

  async next (point: string): Promise<IngestArguments> {
    return { file: this.#target.file, recreate: point.startsWith('index swap') }
  }

  async check (): Promise<Problems> {
    const [live, progress] = [await contentsOf(this.#dataDir), await this.#progress()]
    const confirmed = confirmedLine(live, progress)
    const problems = live.flatMap((contents, i) =>
      contents ? this.#checkIndex(contents, i, confirmed) : this.#isNew ? [] : ['lost: an index']
    )
    if (progress?.generation === undefined || progress.generation === (await liveGeneration(this.#dataDir))) {
      return problems
    }
    const built = await contentsOf(this.#dataDir, progress.generation)
    return [...problems, ...this.#checkBuilt(built, confirmedLine(built, progress))]
  }

  async finished (): Promise<Problems> {
    const { expected, badRows } = this.#target
    const found = await contentsOf(this.#dataDir)
    const problems = differences(found, expected)
    const files = await readdir(path.join(this.#dataDir, 'checkpoints'))
    const rejects = await readFile(
      path.join(this.#dataDir, 'checkpoints', `shop-${path.basename(this.#target.file)}.rejects.jsonl`),
      'utf8'
    )
    if (files.some((name) => name.includes('.json') && !name.includes('rejects'))) {
      problems.push(`left: ${files.join()}`)
    }
    if (new Set(rejects.split('\n')).size !== badRows + 1 || rejects.split('\n').length !== badRows + 1) {
      problems.push('rejects differ')
    }
    if (found.some((contents, i) => JSON.stringify(stable(contents)) !== JSON.stringify(stable(expected[i])))) {
      problems.push('different: a manifest')
    }
    this.#isNew = false
    if (++this.#rounds % 10 === 0) {
      await rm(this.#dataDir, { recursive: true })
      this.#isNew = true
    }
    return problems
  }

  get #target (): Target {
    return this.#targets[this.#rounds % 2]!
  }

  /** What is confirmed is in; what was in and stays in was never away; nothing is that neither file makes. */
  #checkIndex ({ records, doubled }: Contents, dimension: number, confirmedLine: number): string[] {
    const [to, from] = [this.#target, this.#targets[(this.#rounds + 1) % 2]!]
    const [wanted, before] = [to.expected[dimension]!.records, from.expected[dimension]!.records]
    const problems = doubled.map((key) => `doubled: ${key}`)
    for (const [key, { id, whole }] of wanted) {
      const found = records.get(key)?.whole
      const isConfirmed = to.lines.get(id)! <= confirmedLine
      if (
        found === undefined ? isConfirmed || (!this.#isNew && before.has(key)) : isConfirmed && found !== whole
      ) {
        problems.push(`lost: ${key}`)
      }
    }
    for (const [key, { whole }] of records) {
      if (whole !== wanted.get(key)?.whole && whole !== before.get(key)?.whole) problems.push(`different: ${key}`)
    }
    return problems
  }

  /** Of a generation that is not searched yet: what is confirmed is in, and nothing that the file does not make. */
  #checkBuilt (built: All, confirmed: number): string[] {
    return built.flatMap((contents, i) => {
      const wanted = this.#target.expected[i]!.records
      const found = contents?.records ?? new Map<string, { readonly whole: string }>()
      const isConfirmed = (id: string) => this.#target.lines.get(id)! <= confirmed
      const lost = [...wanted].filter(([key, { id }]) => isConfirmed(id) && !found.has(key))
      const different = [...found].filter(([key, { whole }]) => whole !== wanted.get(key)?.whole)
      return [
        ...lost.map(([key]) => `lost: ${key} of the next generation`),
        ...different.map(([key]) => `different: ${key} of the next generation`),
        ...(contents?.doubled ?? []).map((key) => `doubled: ${key} of the next generation`)
      ]
    })
  }

  /** Where a run that comes now would go on from. */
  async #progress (): Promise<Progress | undefined> {
    const folder = path.join(this.#dataDir, 'checkpoints')
    const name = (await readdir(folder).catch(() => [])).find((name) => /^shop-[0-9a-f]{16}\.json$/.test(name))
    return name === undefined ? undefined : (JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Progress)
  }
}

/** A checkpoint counts where all indexes are of its run. */
function confirmedLine (found: All, progress: Progress | undefined): number {
  return progress && found.every((contents) => contents?.manifest?.run === progress.run) ? progress.line : 0
}

function stable (contents: Contents | undefined): object {
  const { run, updatedAt, ...rest } = contents?.manifest ?? { run: '', updatedAt: '' }
  return rest
}
