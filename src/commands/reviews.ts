import { userInfo } from 'node:os'
import { Option, type Command } from 'commander'
import { loadConfig } from '../config/config.ts'
import { BadUserInputError } from '../errors.ts'
import { openReviewStore } from '../review/store/open-review-store.ts'
import { createServices, type Services } from '../services.ts'
import { acceptanceOf, PERIODS, shareOf, type AcceptanceOptions } from '../review/acceptance.ts'
import { recordsOf, type ReviewRecord } from '../review/review-service.ts'
import type { ReviewEntry } from '../review/store/review-entry.ts'

interface ListOptions {
  readonly product?: string
  readonly json?: boolean
}
interface RevertOptions {
  readonly since?: string
  readonly who?: string
}

export function registerReviews (program: Command): void {
  const reviews = program
    .command('reviews')
    .description('What people decided about tags: show it, take it back, put it into the index again')
  reviews
    .command('list')
    .description('Decisions, oldest first')
    .option('--product <id>', 'of this product only')
    .option('--json', 'print JSON lines instead of a table')
    .action(list)
  reviews
    .command('acceptance')
    .description('Share of proposals that people accepted')
    .option('--by-value', 'each proposed value by itself, too')
    .addOption(new Option('--period <period>', 'a line for each period').choices(PERIODS))
    .option('--json', 'print JSON lines instead of a table')
    .action(acceptance)
  reviews
    .command('revert')
    .description('Take decisions back: the log keeps them and notes that they no longer hold')
    .argument('[ids...]', 'numbers of decisions')
    .option('--since <id or time>', 'this decision and all later ones, by number or by ISO 8601 time')
    .option('--who <name>', 'whom the log names (default: the user of this machine)')
    .action(
      async (ids: string[], options: RevertOptions) =>
        await withServices(async (services) => await revert(services, ids, options))
    )
  reviews
    .command('apply')
    .description('Put all decisions that hold into the index again, e.g. after an ingest that wrote products anew')
    .action(
      async () =>
        await withServices(async ({ reviews }) => {
          process.stdout.write(`${await reviews.apply()} products changed in the index.\n`)
        })
    )
}

async function withServices (task: (services: Services) => Promise<void>): Promise<void> {
  const services = await createServices(loadConfig(process.env))
  try {
    await task(services)
  } finally {
    await services.close()
  }
}

/** Needs no model and no store. */
async function list ({ product, json }: ListOptions): Promise<void> {
  const records = recordsOf(await readEntries(), product)
  const format = json ? JSON.stringify : describe
  process.stdout.write(records.map((record) => `${format(record)}\n`).join(''))
}

async function acceptance ({ json, ...options }: AcceptanceOptions & { json?: boolean }): Promise<void> {
  const rows = acceptanceOf(await readEntries(), options).map((row) => ({ ...row, share: shareOf(row) }))
  const format = ({ attribute, value = '', from = '', accepted, corrected, share }: (typeof rows)[number]) =>
    `${`${(share * 100).toFixed(0)} %`.padStart(5)}  ${accepted} of ${accepted + corrected}  ${[from, attribute, value].filter(Boolean).join('  ')}`
  process.stdout.write(rows.map((row) => `${json ? JSON.stringify(row) : format(row)}\n`).join(''))
}

async function readEntries (): Promise<readonly ReviewEntry[]> {
  const store = await openReviewStore(loadConfig(process.env))
  try {
    return await store.entries()
  } finally {
    await store.close()
  }
}

async function revert (
  { reviews }: Services,
  ids: readonly string[],
  { since, who = userInfo().username }: RevertOptions
): Promise<void> {
  const numbers = since === undefined ? ids.map(Number) : selectSince(await reviews.records(), since)
  if (since !== undefined && ids.length > 0) throw new BadUserInputError('Give either numbers or --since.')
  if (numbers.length === 0) {
    throw new BadUserInputError('Nothing to take back. Give numbers of decisions, see: vitrine reviews list')
  }
  const { entries, version } = await reviews.revert(numbers, who)
  process.stdout.write(
    `${entries.length} decisions taken back; the log is at entry ${version}. A server learns without them from its next answer on.\n`
  )
}

function selectSince (records: readonly ReviewRecord[], since: string): number[] {
  const isNumber = /^\d+$/.test(since)
  if (!isNumber && Number.isNaN(Date.parse(since))) {
    throw new BadUserInputError(`--since ${since} is neither a number of the log nor a time.`)
  }
  const isLater = ({ seq, at }: ReviewRecord) =>
    isNumber ? seq >= Number(since) : Date.parse(at) >= Date.parse(since)
  return records.filter((record) => !record.isReverted && isLater(record)).map(({ seq }) => seq)
}

function describe ({
  seq,
  at,
  who,
  productId,
  attribute,
  value,
  verdict,
  replacement,
  isReverted
}: ReviewRecord): string {
  const values = [value, replacement].filter((text) => text !== undefined).join(' → ')
  return `${String(seq).padStart(5)}  ${at}  ${who}  ${productId}  ${attribute}: ${verdict} ${values}${isReverted ? '  (taken back)' : ''}`
}
