import { createRequire } from 'node:module'
import path from 'node:path'
import { Command } from 'commander'
import { packageRoot } from '../shared/package-root.ts'

type Register = (program: Command) => void

interface Entry {
  readonly names: readonly string[]
  readonly load: () => Promise<Register>
}

/** In the order of the help. Each loads what it needs when it is asked for: together they take seconds to load. */
const ENTRIES: readonly Entry[] = [
  { names: ['serve'], load: async () => (await import('./serve.ts')).registerServe },
  { names: ['provision'], load: async () => (await import('./provision.ts')).registerProvision },
  { names: ['ingest'], load: async () => (await import('./ingest.ts')).registerIngest },
  { names: ['upsert', 'delete'], load: async () => (await import('./write.ts')).registerWrite },
  { names: ['export'], load: async () => (await import('./export.ts')).registerExport },
  { names: ['doctor'], load: async () => (await import('./doctor.ts')).registerDoctor },
  { names: ['demo'], load: async () => (await import('./demo.ts')).registerDemo },
  { names: ['evaluate'], load: async () => (await import('./evaluate.ts')).registerEvaluate },
  { names: ['fit'], load: async () => (await import('./fit.ts')).registerFit },
  { names: ['evaluate'], load: async () => (await import('./evaluate-tagging.ts')).registerEvaluateTagging },
  { names: ['tag'], load: async () => (await import('./tag.ts')).registerTag },
  { names: ['taxonomy'], load: async () => (await import('./taxonomy.ts')).registerTaxonomy },
  { names: ['reviews'], load: async () => (await import('./reviews.ts')).registerReviews },
  { names: ['key'], load: async () => (await import('./key.ts')).registerKey }
]

/** `vitrine` with the options of the command named, or of all where it names none. */
export async function createProgram (name?: string): Promise<Command> {
  const { version } = createRequire(import.meta.url)(path.join(packageRoot, 'package.json')) as { version: string }
  const program = new Command('vitrine').description('Cross-modal product search as a GraphQL service').version(version)
  const named = ENTRIES.filter(({ names }) => names.some((known) => known === name))
  for (const { load } of named.length > 0 ? named : ENTRIES) (await load())(program)
  return program
}
