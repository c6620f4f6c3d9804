import type { Command } from 'commander'
import { findImageRoot } from '../catalogue/photos/image-root.ts'
import type { CatalogueRow, ReadOptions } from '../catalogue/sources/catalogue-row.ts'
import { readCatalogue } from '../catalogue/sources/read-catalogue.ts'
import { MAX_WRITES, type CatalogueWriter } from '../catalogue/write/catalogue-writer.ts'
import type { WriteProblem, WriteReport } from '../catalogue/write/write-report.ts'
import { loadConfig, type Config } from '../config/config.ts'
import { createServices } from '../services.ts'
import { printable, printableLine } from '../shared/control-characters.ts'
import { addReadingOptions, mappingOf, type ReadingFlags } from './reading-options.ts'

interface JsonFlag {
  readonly json?: boolean
}
type UpsertFlags = JsonFlag & ReadingFlags

type Counts = Omit<WriteReport, 'userErrors' | 'notices'>

const EXIT_REJECTED = 2

export function registerWrite (program: Command): void {
  const upsert = program
    .command('upsert')
    .description('Put the products of a file into the catalogue that is searched, each as a whole; others stay')
    .argument('<file>', 'products in any form that vitrine ingest reads')
  addReadingOptions(upsert)
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, flags: UpsertFlags) => {
      const config = loadConfig(process.env)
      const { currency, encoding, imagesDir } = flags
      const options = { currency, encoding, mapping: await mappingOf(flags) }
      const root = imagesDir ?? (await findImageRoot(file, options))
      await write({ ...config, MEDIA_DIR: root }, flags, (writer) => upsertFile(writer, file, options))
    })
  program
    .command('delete')
    .description('Take products out of the catalogue that is searched')
    .argument('<id...>', 'ids of products')
    .option('--json', 'print the counts as JSON')
    .action(
      async (ids: string[], flags: JsonFlag) =>
        await write(loadConfig(process.env), flags, (writer) => deleteAll(writer, ids))
    )
}

async function write (
  config: Config,
  flags: JsonFlag,
  reports: (writer: CatalogueWriter) => AsyncGenerator<WriteReport>
): Promise<void> {
  const services = await createServices(config)
  try {
    await report(reports(services.writer), flags)
  } finally {
    await services.close()
  }
}

async function * upsertFile (
  writer: CatalogueWriter,
  file: string,
  options: ReadOptions
): AsyncGenerator<WriteReport> {
  const onNotice = (message: string) => process.stderr.write(`${printable(message)}\n`)
  let rows: CatalogueRow[] = []
  for await (const row of readCatalogue(file, { ...options, onNotice })) {
    rows.push(row)
    if (rows.length < MAX_WRITES) continue
    yield await writer.upsertRows(rows)
    rows = []
  }
  if (rows.length > 0) yield await writer.upsertRows(rows)
}

async function * deleteAll (writer: CatalogueWriter, ids: readonly string[]): AsyncGenerator<WriteReport> {
  for (let i = 0; i < ids.length; i += MAX_WRITES) yield await writer.delete(ids.slice(i, i + MAX_WRITES))
}

/** Problems as they come, on stderr, so that stdout has the counts alone. */
async function report (reports: AsyncIterable<WriteReport>, { json }: JsonFlag): Promise<void> {
  const total: Record<keyof Counts, number> = { created: 0, updated: 0, unchanged: 0, deleted: 0, absent: 0 }
  let failed = 0
  for await (const { userErrors, notices, ...counts } of reports) {
    for (const [name, count] of Object.entries(counts)) total[name as keyof Counts] += count
    for (const problem of [...userErrors, ...notices]) process.stderr.write(problemText(problem))
    failed += userErrors.length
    if (userErrors.length + notices.length > 0) process.exitCode = EXIT_REJECTED
  }
  const counts = { ...total, failed }
  process.stdout.write(json ? `${JSON.stringify(counts)}\n` : textOf(counts))
}

function problemText ({ id, code, message }: WriteProblem): string {
  return `${printableLine(`${id}: ${code}: ${message}`)}\n`
}

function textOf (counts: Readonly<Record<string, number>>): string {
  return `Products: ${Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')}\n`
}
