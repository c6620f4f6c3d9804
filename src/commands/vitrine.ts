#!/usr/bin/env node
import { createRequire } from 'node:module'
import path from 'node:path'
import { Command } from 'commander'
import { packageRoot } from '../config.ts'
import { isCodedError } from '../errors.ts'
import { describeMistyped, mistypedSettings } from '../shared/mistyped-settings.ts'
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
import { endQuietlyUnread } from './terminal.ts'
import { registerWrite } from './write.ts'

const EXIT_FAILED = 1
/** EX_SOFTWARE of sysexits.h: an error of ours, not of what was asked. */
const EXIT_PROBLEM = 70

const { version } = createRequire(import.meta.url)(path.join(packageRoot, 'package.json')) as { version: string }
const program = new Command('vitrine').description('Cross-modal product search as a GraphQL service').version(version)
const commands = [
  registerServe, registerProvision, registerIngest, registerWrite, registerExport, registerDoctor, registerDemo,
  registerEvaluate, registerFit, registerEvaluateTagging, registerTag, registerTaxonomy, registerReviews, registerKey
]
for (const register of commands) register(program)
endQuietlyUnread()
// The service tells its log, doctor its findings.
program.hook('preAction', (_program, command) => {
  if (['serve', 'doctor'].includes(command.name())) return
  for (const mistyped of mistypedSettings(process.env)) process.stderr.write(`vitrine: ${describeMistyped(mistyped)}\n`)
})

// Compose and Kubernetes set to nothing what is not given, and the SDK would sign with it.
if (process.env['AWS_BEARER_TOKEN_BEDROCK'] === '') delete process.env['AWS_BEARER_TOKEN_BEDROCK']

try {
  await program.parseAsync()
} catch (error) {
  report(error)
}

function report (error: unknown): void {
  if (isCodedError(error)) {
    process.stderr.write(`vitrine: ${error.code}: ${error.message}\n`)
    process.exitCode = EXIT_FAILED
    return
  }
  process.stderr.write(`vitrine: ${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = EXIT_PROBLEM
}
