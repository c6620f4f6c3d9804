import { whyNotSold } from '../values/sold.ts'
import type { Row } from './row.ts'

/** Why a shop does not sell what a row tells of, for tables whose words are anyone's own. */
export function whyRowNotSold (row: Row): string | undefined {
  return whyNotSold({
    status: row.get('status'),
    visibility: row.get('visibility'),
    published: row.all('published'),
    availability: row.get('availability')
  })
}

/** Headings of the columns that say so. */
export const PUBLISHED = ['published', 'is published', 'active', 'is active', 'visible', 'is visible', 'enabled']
