import { ConfigInvalidError } from '../errors.ts'

/** What a key may be made for: reading, tagging, deciding on tags, changing products, figures of the service. */
export const SCOPES = ['search', 'tag', 'review', 'catalogue', 'metrics'] as const
export type Scope = (typeof SCOPES)[number]

/** Who may ask for what. The key itself is known to its owner only. */
export interface ApiKey {
  readonly name: string
  readonly scopes: readonly string[]
  /** SHA-256 of the key, hexadecimal. */
  readonly digest: string
}

const SCOPE = `(${SCOPES.join('|')})`
/** Keys as API_KEYS has them: `<name>:<scope>[+<scope>]:<SHA-256>`, separated by commas. */
export const API_KEYS_PATTERN = `^([\\w.@-]+:${SCOPE}(\\+${SCOPE})*:[0-9a-f]{64}(,(?!$)|$))*$`

/** Throws CONFIG_INVALID where two names have one key: nobody could tell whose right holds. */
export function toApiKeys (text: string): ApiKey[] {
  const keys = text.split(',').filter(Boolean).map(toApiKey)
  const twice = keys.find(({ digest }, i) => keys.findIndex((other) => other.digest === digest) < i)
  if (twice) throw new ConfigInvalidError(`API_KEYS has the key of "${twice.name}" under another name, too`)
  return keys
}

function toApiKey (text: string): ApiKey {
  const [name = '', scopes = '', digest = ''] = text.split(':')
  return { name, scopes: scopes.split('+'), digest }
}
