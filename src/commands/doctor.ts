import { styleText } from 'node:util'
import type { Command } from 'commander'
import { examine } from '../doctor/examine.ts'
import { worst, type Finding, type Level } from '../doctor/finding.ts'
import { processTerminal, type Terminal } from './terminal.ts'

const EXIT_CODES: Readonly<Record<Level, number>> = { ok: 0, failed: 1, warning: 2 }
const COLORS = { ok: 'green', warning: 'yellow', failed: 'red' } as const
const LEVEL_WIDTH = 9
const GROUP_WIDTH = 15
const CHECK_WIDTH = 22

export function registerDoctor (program: Command): void {
  program
    .command('doctor')
    .description(
      'Check settings, credentials, model, store, rights and catalogue; say what to do about what is wrong'
    )
    .option('--json', 'print JSON instead of a table')
    .action(async ({ json = false }: { json?: boolean }) => {
      process.exitCode = await doctor(process.env, json, processTerminal(process.env))
    })
}

/** Resolves to the exit code: 0 all is well, 1 something failed, 2 only warnings. */
export async function doctor (
  env: Readonly<Record<string, string | undefined>>,
  isJson: boolean,
  terminal: Terminal
): Promise<number> {
  const findings: Finding[] = []
  for await (const finding of examine(env)) {
    findings.push(finding)
    if (!isJson) terminal.write(lineOf(finding, terminal.isColored))
  }
  const status = worst(findings)
  terminal.write(isJson ? `${JSON.stringify({ status, findings })}\n` : summary(findings, status))
  return EXIT_CODES[status]
}

/** Advice stands below its finding, under the text. */
function lineOf ({ group, check, level, detail, advice }: Finding, isColored: boolean): string {
  const label = level.padEnd(LEVEL_WIDTH)
  // The terminal was asked already: a pipe gets no colors.
  const colored = isColored ? styleText(COLORS[level], label, { validateStream: false }) : label
  const line = `${colored}${group.padEnd(GROUP_WIDTH)}${check.padEnd(CHECK_WIDTH)} ${detail}\n`
  return advice === undefined ? line : `${line}${' '.repeat(LEVEL_WIDTH + GROUP_WIDTH + CHECK_WIDTH)} > ${advice}\n`
}

function summary (findings: readonly Finding[], status: Level): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length
  return status === 'ok'
    ? `All ${findings.length} checks are well.\n`
    : `failed: ${count('failed')}, warnings: ${count('warning')}, ok: ${count('ok')}.\n`
}
