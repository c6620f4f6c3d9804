import { createRequire } from 'node:module'
import path from 'node:path'
import { Command } from 'commander'
import { packageRoot } from '../config.ts'
import { registerDemo } from './demo.ts'
import { registerDoctor } from './doctor.ts'
import { registerEvaluate } from './evaluate.ts'
import { registerEvaluateTagging } from './evaluate-tagging.ts'
import { registerExport } from './export.ts'
import { registerFit } from './fit.ts'
import { registerIngest } from './ingest.ts'
import { registerKey } from './key.ts'
import { registerProvision } from './provision.ts'
import { registerReviews } from './reviews.ts'
import { registerServe } from './serve.ts'
import { registerTag } from './tag.ts'
import { registerTaxonomy } from './taxonomy.ts'
import { registerWrite } from './write.ts'

const COMMANDS = [
  registerServe, registerProvision, registerIngest, registerWrite, registerExport, registerDoctor, registerDemo,
  registerEvaluate, registerFit, registerEvaluateTagging, registerTag, registerTaxonomy, registerReviews, registerKey
]

/** The commands of `vitrine` with their options. */
export function createProgram (): Command {
  const { version } = createRequire(import.meta.url)(path.join(packageRoot, 'package.json')) as { version: string }
  const program = new Command('vitrine').description('Cross-modal product search as a GraphQL service').version(version)
  for (const register of COMMANDS) register(program)
  return program
}
