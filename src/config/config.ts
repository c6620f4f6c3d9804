import { envSchema } from 'env-schema'
import { ConfigInvalidError } from '../errors.ts'
import { printableLine } from '../shared/control-characters.ts'
import { cutText } from '../shared/cut-text.ts'
import { configSchema, type Env } from './setting-schema.ts'
import { type TrustProxy, toTrustProxy } from './trust-proxy.ts'
import { type ApiKey, toApiKeys } from './api-keys.ts'

const MAX_SHOWN_LENGTH = 200
/** What a message must not repeat: somebody may have put the key itself there. */
const SECRETS = new Set(['API_KEYS', 'CURSOR_SECRET', 'RATE_LIMIT_REDIS', 'DATABASE_URL'])

export interface Config extends Omit<
  Env,
  'DIMENSIONS' | 'CORS_ORIGINS' | 'S3_TAGS' | 'API_KEYS' | 'TRUST_PROXY' | 'FILTERABLE_ATTRIBUTES'
> {
  readonly DIMENSIONS: readonly number[]
  readonly S3_TAGS: Readonly<Record<string, string>>
  readonly CORS_ORIGINS: readonly string[]
  readonly FILTERABLE_ATTRIBUTES: readonly string[]
  readonly API_KEYS: readonly ApiKey[]
  readonly TRUST_PROXY: TrustProxy
}

/** SEARCH_CANDIDATES there, unless set: one page of an answer; each further page is a call that waits for it. */
const S3_CANDIDATES = 100

/** Reads the settings from `env`, the only place that does. Throws CONFIG_INVALID with the variable and its choices. */
export function loadConfig (env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const { DIMENSIONS, CORS_ORIGINS, FILTERABLE_ATTRIBUTES, S3_TAGS, API_KEYS, TRUST_PROXY, ...rest } = readEnv(given)
  const config = {
    ...rest,
    DIMENSIONS: [...new Set(DIMENSIONS.split(',').map(Number))],
    S3_TAGS: Object.fromEntries(
      S3_TAGS.split(',')
        .filter(Boolean)
        .map((tag) => tag.split('='))
    ),
    CORS_ORIGINS: splitList(CORS_ORIGINS).map(toOrigin),
    FILTERABLE_ATTRIBUTES: splitList(FILTERABLE_ATTRIBUTES),
    API_KEYS: toApiKeys(API_KEYS),
    TRUST_PROXY: toTrustProxy(TRUST_PROXY),
    ...(rest.VECTOR_STORE === 's3' && !('SEARCH_CANDIDATES' in given) && { SEARCH_CANDIDATES: S3_CANDIDATES })
  }
  if (config.REVIEW === 'local' && config.TRUST_PROXY !== false) {
    throw new ConfigInvalidError(
      'REVIEW=local needs TRUST_PROXY=false: behind a proxy nobody asks from this machine. ' +
        'Make a key with: vitrine key <name> --scope review'
    )
  }
  return config
}

function splitList (text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

/** As browsers send it: without a path or a slash at its end. */
function toOrigin (text: string): string {
  if (text === '*') return text
  if (/^https?:/.test(text) && URL.canParse(text)) return new URL(text).origin
  throw new ConfigInvalidError(`CORS_ORIGINS must be * or addresses like https://shop.example, got "${text}"`)
}

/** In digits, as people write them: JavaScript would read `0x10`, `1e3` and blanks as numbers, too. */
const NUMBER = /^-?\d+(\.\d+)?$/
const NUMBERS = new Set(
  Object.entries(configSchema.properties)
    .filter(([, schema]) => 'type' in schema && ['integer', 'number'].includes(schema.type))
    .map(([name]) => name)
)

function readEnv (env: Record<string, string | undefined>): Env {
  const odd = Object.entries(env).find(([name, value = '']) => NUMBERS.has(name) && !NUMBER.test(value))
  if (odd) throw new ConfigInvalidError(`${odd[0]} must be a number in digits, got "${shown(odd[1])}"`)
  try {
    return envSchema<Env>({ schema: configSchema, data: env, dotenv: false, env: false })
  } catch (cause) {
    throw new ConfigInvalidError(describe(cause, env), { cause })
  }
}

interface SchemaProblem {
  instancePath: string
  message?: string
  params: { allowedValues?: readonly string[], pattern?: string }
}

function describe (cause: unknown, env: Record<string, string | undefined>): string {
  const problems = (cause as { errors?: SchemaProblem[] }).errors ?? []
  const lines = problems.map(({ instancePath, message = 'is invalid', params }) => {
    const name = instancePath.slice(1)
    const rule = params.allowedValues ? `must be one of ${params.allowedValues.join(', ')}` : formOf(name, params) ?? message
    return `${name} ${rule}${SECRETS.has(name) ? '' : `, got "${shown(env[name])}"`}`
  })
  return lines.join('; ') || String(cause)
}

/** Somebody may have put a whole file there. */
function shown (value = ''): string {
  return printableLine(cutText(value, MAX_SHOWN_LENGTH))
}

/** People read what is meant, not a regular expression. */
function formOf (name: string, { pattern }: SchemaProblem['params']): string | undefined {
  const { description } = configSchema.properties[name as keyof Env] as { readonly description?: string }
  return pattern === undefined || description === undefined ? undefined : `is not of its form (${description})`
}
