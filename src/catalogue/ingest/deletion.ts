import type { CatalogueIndexes } from '../catalogue-indexes.ts'
import { CatalogueFileError, DeletionRefusedError } from '../../errors.ts'
import { IdSet } from '../../shared/id-set.ts'
import { readCatalogue } from '../sources/read-catalogue.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { HeldDeletion } from './ingest-report.ts'
import type { IngestRun } from './ingest-run.ts'

export interface DeletionRule {
  /** Largest share of the catalogue that is deleted without being asked, in percent. */
  readonly limitPercent: number
  /** Somebody has agreed to any deletion. */
  readonly isAgreed: boolean
  readonly isDry: boolean
}

/** Takes out what the file lacks, unless the file looks cut, empty or broken. */
export async function deleteMissing (
  indexes: CatalogueIndexes,
  run: IngestRun,
  rule: DeletionRule
): Promise<{ deleted: number; held?: HeldDeletion }> {
  const { keys, missing, stored } = await indexes.missing((id) => run.hasSeen(id))
  if (missing === 0) return { deleted: 0 }
  const why = rule.isAgreed ? undefined : whyHeld(run, missing, stored, rule.limitPercent)
  if (why !== undefined) return { deleted: 0, held: { missing, stored, why } }
  if (!rule.isDry) await indexes.delete(keys)
  return { deleted: missing }
}

function whyHeld (run: IngestRun, missing: number, stored: number, limitPercent: number): string | undefined {
  if (run.products === 0) return 'no row of the file is a product that can be used'
  if (run.unnamed === 1) return '1 row cannot be read, and it may be one of them'
  if (run.unnamed > 1) return `${run.unnamed} rows cannot be read, and each may be one of them`
  return isBeyond(missing, stored, limitPercent)
    ? `that is more than DELETE_LIMIT_PERCENT (${limitPercent}) allows`
    : undefined
}

/**
 * Nothing is deleted for the sake of a file that is no catalogue, or of far fewer products. Reads no further than it
 * takes. Rejects with CATALOGUE_FILE_INVALID or DELETION_REFUSED.
 */
export async function assertReplaces (
  options: IngestOptions,
  stored: number,
  { limitPercent, isAgreed }: DeletionRule
): Promise<void> {
  const ids = new IdSet()
  let firstBad: string | undefined
  const isEnough = () => ids.size > 0 && (isAgreed || !isBeyond(stored - ids.size, stored, limitPercent))
  for await (const row of readCatalogue(options.file, { ...options, onNotice: undefined })) {
    if ('product' in row) ids.add(row.product.id)
    else firstBad ??= `line ${row.line}: ${row.reason}`
    if (isEnough()) return
  }
  if (ids.size === 0) {
    throw new CatalogueFileError(
      options.file,
      `none of its rows is a product that can be used${firstBad ? `; ${firstBad}` : ''}`
    )
  }
  throw new DeletionRefusedError(`The file has ${ids.size} products, the catalogue ${stored}`, limitPercent)
}

function isBeyond (missing: number, stored: number, limitPercent: number): boolean {
  return missing > (stored * limitPercent) / 100
}
