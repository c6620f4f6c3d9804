import type { Command } from 'commander'
import { FIRST, namesOf, pruneGenerations, readGenerations } from '../catalogue/generations.ts'
import { indexSpec } from '../catalogue/index-spec.ts'
import { loadConfig, type Config } from '../config/config.ts'
import { BadUserInputError } from '../errors.ts'
import { applyPlan, assertNoClash, destroy } from '../provision/apply.ts'
import { planProvision, resourcesOf, type Plan, type Resource } from '../provision/plan.ts'
import { createVectorStore } from '../vectors/create-vector-store.ts'
import { isProvisionable, type ProvisionableStore } from '../vectors/provisionable-store.ts'
import type { VectorStore } from '../vectors/vector-store.ts'
import { processTerminal, type Terminal } from './terminal.ts'

export interface ProvisionFlags {
  readonly plan?: boolean
  readonly yes?: boolean
  readonly destroy?: boolean
  readonly prune?: boolean
  /** JSON lines instead of words, one for each resource. */
  readonly json?: boolean
}

const EXIT_REFUSED = 1
/** Of a plan that has something to make or to delete. */
const EXIT_CHANGES = 2

export function registerProvision (program: Command): void {
  program
    .command('provision')
    .description('Make the vector bucket on AWS, or the tables in PostgreSQL, and one index for each of DIMENSIONS')
    .option('--plan', 'say what would be made, change nothing; exit code 2 if anything')
    .option('--yes', 'do not ask')
    .option('--prune', 'delete the indexes of catalogues that vitrine ingest --recreate has replaced, on any store')
    .option('--json', 'print JSON lines of {"state","kind","name"} instead of words; asks nothing, so with --plan or --yes')
    .option('--destroy', 'delete the indexes with all they hold, then the bucket or schema')
    .action(async (flags: ProvisionFlags) => {
      process.exitCode = await provision(loadConfig(process.env), flags, processTerminal(process.env))
    })
}

/** Resolves to the exit code. */
export async function provision (config: Config, flags: ProvisionFlags, terminal: Terminal): Promise<number> {
  if (config.VECTOR_STORE === 'lancedb' && !flags.prune) {
    tell(terminal, flags, 'VECTOR_STORE=lancedb has nothing to provision: vitrine ingest makes its indexes.\n')
    return 0
  }
  const store = await createVectorStore(config)
  try {
    if (flags.prune) return await prune(store, config, flags, terminal)
    if (!isProvisionable(store)) {
      throw new BadUserInputError(`VECTOR_STORE=${config.VECTOR_STORE} cannot be provisioned.`)
    }
    return flags.destroy ? await remove(store, flags, terminal) : await make(store, config, flags, terminal)
  } finally {
    await store.close()
  }
}

async function make (
  store: ProvisionableStore,
  config: Config,
  flags: ProvisionFlags,
  terminal: Terminal
): Promise<number> {
  const plan = await planFor(store, config)
  const resources = resourcesOf(plan)
  tell(terminal, flags, planText(plan), resources.map(({ state, kind, name }) => ({ state, kind, name })))
  assertNoClash(plan)
  const missing = resources.filter(({ state }) => state === 'create')
  if (missing.length === 0) {
    tell(terminal, flags, 'Everything is there.\n')
    return 0
  }
  if (flags.plan) return EXIT_CHANGES
  if (
    !(await isAgreed(
      flags,
      terminal,
      `Make ${missing.length === 1 ? 'it' : `these ${missing.length}`}? (yes/no) `,
      'yes'
    ))
  ) {
    return refused(terminal, flags)
  }
  const onMade = ({ kind, name }: Resource) => tell(terminal, flags, `made ${kind} ${name}\n`, [{ state: 'made', kind, name }])
  await applyPlan(store, { ...plan, indexes: [] }, onMade)
  // A schema that was brought up to date has indexes, which only now can be asked for.
  await applyPlan(store, plan.bucket.state === 'create' ? await planFor(store, config) : plan, onMade)
  return 0
}

async function planFor (store: ProvisionableStore, { CATALOGUE, DIMENSIONS }: Config): Promise<Plan> {
  // Without a bucket there is no generation to ask for.
  const { live } = (await store.describeBucket()) ? await readGenerations(store, CATALOGUE) : FIRST
  return await planProvision(store, DIMENSIONS.map((dimension) => indexSpec(CATALOGUE, dimension, live)))
}

/** A service that still runs the model of before answers from what this deletes. */
async function prune (
  store: VectorStore,
  { CATALOGUE }: Config,
  flags: ProvisionFlags,
  terminal: Terminal
): Promise<number> {
  const { kept } = await readGenerations(store, CATALOGUE)
  const names = await namesOf(store, CATALOGUE, kept)
  if (names.length === 0) {
    tell(terminal, flags, 'No indexes of before are kept.\n')
    return 0
  }
  const doomed = names.map((name) => ({ state: 'delete', kind: 'index', name }))
  tell(terminal, flags, doomed.map(({ state, kind, name }) => row(state, kind, name)).join(''), doomed)
  if (flags.plan) return EXIT_CHANGES
  const question = `Searches do not use ${names.length === 1 ? 'it' : 'them'} any more, unless a service runs with the model of before. Delete? (yes/no) `
  if (!(await isAgreed(flags, terminal, question, 'yes'))) return refused(terminal, flags)
  for (const name of await pruneGenerations(store, CATALOGUE)) deleted(terminal, flags, 'index', name)
  return 0
}

async function remove (store: ProvisionableStore, flags: ProvisionFlags, terminal: Terminal): Promise<number> {
  if (!(await store.describeBucket())) {
    tell(terminal, flags, `There is no ${store.kind} ${store.bucket}.\n`)
    return 0
  }
  const names = (await store.listIndexNames()).sort()
  const doomed = [...names.map((name) => ['index', name] as const), [store.kind, store.bucket] as const]
  tell(
    terminal,
    flags,
    doomed.map(([kind, name]) => row('delete', kind, name)).join(''),
    doomed.map(([kind, name]) => ({ state: 'delete', kind, name }))
  )
  if (flags.plan) return EXIT_CHANGES
  if (
    !(await isAgreed(
      flags,
      terminal,
      `All they hold is lost. Type the name of the ${store.kind} to delete it: `,
      store.bucket
    ))
  ) {
    return refused(terminal, flags)
  }
  await destroy(store, names, (kind, name) => deleted(terminal, flags, kind, name))
  return 0
}

async function isAgreed (
  { yes, json }: ProvisionFlags,
  { ask }: Terminal,
  question: string,
  expected: string
): Promise<boolean> {
  if (yes) return true
  if (!ask || json) {
    throw new BadUserInputError(
      'There is no terminal to ask on. Add --yes to go on without a question, or --plan to only see what would be done.'
    )
  }
  return (await ask(question)).trim() === expected
}

/** What JSON has no line for is told by the exit code. */
function tell (terminal: Terminal, { json }: ProvisionFlags, words: string, records: readonly object[] = []): void {
  terminal.write(json ? records.map((record) => `${JSON.stringify(record)}\n`).join('') : words)
}

function deleted (terminal: Terminal, flags: ProvisionFlags, kind: string, name: string): void {
  tell(terminal, flags, `deleted ${kind} ${name}\n`, [{ state: 'deleted', kind, name }])
}

function refused (terminal: Terminal, flags: ProvisionFlags): number {
  tell(terminal, flags, 'Nothing was changed.\n')
  return EXIT_REFUSED
}

function planText (plan: Plan): string {
  return resourcesOf(plan).map(resourceText).join('')
}

/** Of a clash both sides, one above the other, so that the difference shows. */
function resourceText ({ state, kind, name, wanted, found = '' }: Resource): string {
  if (state === 'clash') return `${row(state, kind, name)}          there: ${found}\n          asked: ${wanted}\n`
  return row(state, kind, name, wanted)
}

function row (state: string, kind: string, name: string, details = ''): string {
  return `${state.padEnd(8)}${kind.padEnd(8)}${name}${details && `  ${details}`}\n`
}
