import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Progress } from '../src/catalogue/ingest/checkpoint.ts'
import { contentsOf, differences, type Contents } from './kill-points-contents.ts'
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
  /** Whether indexes may be missing, since a run that makes them anew was killed. */
  #isRecreating = true

  constructor (dataDir: string, targets: readonly Target[]) {
    this.#dataDir = dataDir
    this.#targets = targets
  }

  async next (point: string): Promise<IngestArguments> {
    const recreate = point.startsWith('index swap')
    this.#isRecreating ||= recreate
    return { file: this.#target.file, recreate }
  }

  async check (): Promise<Problems> {
    const found = await contentsOf(this.#dataDir)
    const confirmed = await this.#confirmedLine(found)
    return found.flatMap((contents, i) =>
      contents ? this.#checkIndex(contents, i, confirmed) : this.#isRecreating ? [] : ['lost: an index']
    )
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
    this.#isRecreating = false
    if (++this.#rounds % 10 === 0) {
      await rm(this.#dataDir, { recursive: true })
      this.#isRecreating = true
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
        found === undefined ? isConfirmed || (!this.#isRecreating && before.has(key)) : isConfirmed && found !== whole
      ) {
        problems.push(`lost: ${key}`)
      }
    }
    for (const [key, { whole }] of records) {
      if (whole !== wanted.get(key)?.whole && whole !== before.get(key)?.whole) problems.push(`different: ${key}`)
    }
    return problems
  }

  /** As far as a run that comes now would go on from. */
  async #confirmedLine (found: All): Promise<number> {
    const folder = path.join(this.#dataDir, 'checkpoints')
    const name = (await readdir(folder).catch(() => [])).find((name) => /^shop-[0-9a-f]{16}\.json$/.test(name))
    if (name === undefined) return 0
    const { run, line } = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Progress
    return found.every((contents) => contents?.manifest?.run === run) ? line : 0
  }
}

function stable (contents: Contents | undefined): object {
  const { run, updatedAt, ...rest } = contents?.manifest ?? { run: '', updatedAt: '' }
  return rest
}
