import type { Row } from './row.ts'

const NO = /^(?:0|-1|n|no|false|off|nein|non|inactive|disabled|unpublished|hidden)$/i
const NOT_SOLD =
  /^(?:0|n|no|false|draft|archived|archive|inactive|incomplete|disabled|deleted|unlisted|unpublished|hidden|suppressed)$/i
const HIDDEN = /^(?:0|n|no|false|hidden|none|invisible|staging|whitelist[_ ]only)$/i

/** Why a shop does not sell what a row tells of, for tables whose words are anyone's own. */
export function whyNotSold (row: Row): string | undefined {
  const status = row.get('status')
  if (NOT_SOLD.test(status)) return `it is not sold (its status is ${status})`
  const visibility = row.get('visibility')
  if (HIDDEN.test(visibility)) return `it is not sold (its visibility is ${visibility})`
  if (row.all('published').some((cell) => NO.test(cell))) return 'it is not published'
  return /^discontinued$/i.test(row.get('availability')) ? 'it is discontinued' : undefined
}

/** Headings of the columns that say so. */
export const PUBLISHED = ['published', 'is published', 'active', 'is active', 'visible', 'is visible', 'enabled']
