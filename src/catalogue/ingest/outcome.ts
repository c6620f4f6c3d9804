import { ProductInvalidError, RecordInvalidError } from '../../errors.ts'
import { validateRecord } from '../../vectors/metadata.ts'
import type { CatalogueIndexes } from '../catalogue-indexes.ts'
import { recordsFor, type Change } from '../change.ts'
import type { BadRow } from '../sources/catalogue-row.ts'
import type { IngestCounts } from './ingest-report.ts'
import { onlyOfferDiffers } from './only-offer-differs.ts'
import type { Product } from '../product.ts'
import { codeAndReason, type Rejection } from './reject-log.ts'
import type { StoredProduct } from '../stored-product.ts'

/** What became of one row, or of several that are unchanged. */
export interface Outcome {
  /** The last of them. */
  readonly line: number
  /** Default: 1. */
  readonly rows?: number
  readonly counts: Partial<IngestCounts>
  readonly rejections: readonly Rejection[]
  /** What is to be written, if anything. */
  readonly change?: Change
}

export function withoutProduct ({ line, id, reason, raw, heading, isWithdrawn }: BadRow): Outcome {
  if (isWithdrawn === true) return { line, counts: { withdrawn: 1 }, rejections: [] }
  return rejected({ line, id, kind: 'row', code: 'PRODUCT_INVALID', reason, raw, heading })
}

interface Written extends Pick<Outcome, 'line' | 'rejections'> {
  readonly id: string
  readonly change: Change
  readonly counts: Pick<IngestCounts, 'views' | 'decided'>
  readonly stored: StoredProduct | undefined
  readonly indexes: CatalogueIndexes
}

/** Says here, where the row is known, what the store would refuse a whole batch for. */
export function written ({ line, id, change, counts, rejections, stored, indexes: { first } }: Written): Outcome {
  try {
    for (const record of recordsFor(first, change)) validateRecord(first.spec, record)
  } catch (error) {
    if (!(error instanceof RecordInvalidError)) throw error
    return rejected({ line, id, kind: 'row', ...codeAndReason(error) }, rejections)
  }
  const kind = stored === undefined || stored.isEmpty ? 'new' : 'changed'
  const offersOnly = stored !== undefined && isOnlyOffers(change, stored) ? 1 : 0
  return { line, counts: { ...counts, [kind]: 1, offersOnly, imagesRejected: rejections.length }, rejections, change }
}

function isOnlyOffers ({ records, stale }: Change, stored: StoredProduct): boolean {
  const isOffer = ({ key, metadata }: Change['records'][number]) => {
    const before = stored.metadataOf(key)
    return before !== undefined && onlyOfferDiffers(before, metadata)
  }
  return stale.length === 0 && records.every(isOffer)
}

/** Of `rows` rows that end at this line. */
export function unchanged (line: number, rejections: readonly Rejection[], rows = 1): Outcome {
  return { line, rows, counts: { unchanged: rows, imagesRejected: rejections.length }, rejections }
}

export function withoutRecord (line: number, { id }: Product, rejections: readonly Rejection[]): Outcome {
  const { code, reason } = codeAndReason(
    new ProductInvalidError('it has no title, and none of its photos can be used')
  )
  return rejected({ line, id, kind: 'row', code, reason }, rejections)
}

export function rejected (rejection: Rejection, others: readonly Rejection[] = []): Outcome {
  return {
    line: rejection.line,
    counts: { rejected: 1, imagesRejected: others.length },
    rejections: [...others, rejection]
  }
}
