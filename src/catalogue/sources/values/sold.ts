const NO = /^(?:0|-1|n|no|false|off|nein|non|inactive|disabled|unpublished|hidden)$/i
const NOT_SOLD =
  /^(?:0|n|no|false|draft|archived|archive|inactive|incomplete|disabled|deleted|unlisted|unpublished|hidden|suppressed|discontinued)$/i
const HIDDEN = /^(?:0|n|no|false|hidden|none|invisible|staging|whitelist[_ ]only)$/i

/** What a shop says of whether it sells a product, in whatever words. */
export interface Sold {
  readonly status?: string | undefined
  readonly visibility?: string | undefined
  /** `published`, `active` and the like. */
  readonly published?: readonly string[] | undefined
  readonly availability?: string | undefined
}

/** Why a product is not sold; undefined where it is, as far as is said. */
export function whyNotSold ({ status = '', visibility = '', published = [], availability = '' }: Sold): string | undefined {
  if (NOT_SOLD.test(status)) return `it is not sold (its status is ${status})`
  if (HIDDEN.test(visibility)) return `it is not sold (its visibility is ${visibility})`
  if (published.some((one) => NO.test(one))) return 'it is not published'
  return /^discontinued$/i.test(availability) ? 'it is discontinued' : undefined
}
