#!/usr/bin/env node
import { isCodedError } from '../errors.ts'
import { describeMistyped, mistypedSettings } from '../shared/mistyped-settings.ts'
import { createProgram } from './program.ts'
import { endQuietlyUnread } from './terminal.ts'
import { printable } from '../shared/control-characters.ts'

const EXIT_FAILED = 1
/** EX_SOFTWARE of sysexits.h: an error of ours, not of what was asked. */
const EXIT_PROBLEM = 70

const program = await createProgram(process.argv[2])
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
    process.stderr.write(`vitrine: ${error.code}: ${printable(error.message)}\n`)
    process.exitCode = EXIT_FAILED
    return
  }
  process.stderr.write(`vitrine: ${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = EXIT_PROBLEM
}
