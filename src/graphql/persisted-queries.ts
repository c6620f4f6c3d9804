import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { PersistedQueryProvider } from 'mercurius'
import { BadUserInputError, PersistedQueryNotFoundError, PersistedQueryNotSupportedError } from '../errors.ts'

/** Characters of all texts that are kept. */
const MAX_KEPT_LENGTH = 2_000_000

/** What clients send under `extensions.persistedQuery`, as Apollo Client and urql do. */
interface Persisted {
  readonly version?: unknown
  readonly sha256Hash?: unknown
}

/** Automatic persisted queries. Mercurius keeps a text only once it has run, hence within the limits of operations. */
export function persistedQueries (): PersistedQueryProvider & {
  /** Of a query that has run. */
  textOf (hash: string): string | undefined
} {
  const texts = new LRUCache<string, string>({
    maxSize: MAX_KEPT_LENGTH,
    sizeCalculation: ({ length }) => length + 64
  })
  return {
    textOf: (hash) => texts.peek(hash),
    isPersistedQuery: (request) => !request.query && persistedOf(request) !== undefined,
    isPersistedQueryRetry: (request) => Boolean(request.query) && persistedOf(request) !== undefined,
    getHash: (request) => persistedOf(request)!.sha256Hash as string,
    getQueryFromHash: async (hash) => {
      const text = texts.get(hash)
      if (text === undefined) throw new PersistedQueryNotFoundError()
      return text
    },
    getHashForQuery: hashOf,
    saveQuery: async (hash, query) => {
      texts.set(hash, query)
    }
  }
}

/** Whether the request names a persisted query. Throws where it does so in a way that cannot be answered. */
export function checkPersisted ({
  query,
  extensions
}: {
  readonly query?: unknown
  readonly extensions?: unknown
}): boolean {
  const persisted = persistedOf({ extensions })
  if (persisted === undefined) return false
  const { version, sha256Hash } = persisted
  if (version !== 1 || typeof sha256Hash !== 'string' || !/^[0-9a-f]{64}$/.test(sha256Hash)) {
    throw new PersistedQueryNotSupportedError()
  }
  if (typeof query === 'string' && query !== '' && hashOf(query) !== sha256Hash) {
    throw new BadUserInputError(
      'The hash in extensions.persistedQuery is not the SHA-256 of the query. Send the hash of exactly this text.'
    )
  }
  return true
}

/** The hash that a request names; empty for none. */
export function hashIn (request: { readonly extensions?: unknown }): string {
  const hash = persistedOf(request)?.sha256Hash
  return typeof hash === 'string' ? hash : ''
}

function persistedOf ({ extensions }: { readonly extensions?: unknown }): Persisted | undefined {
  return (extensions as { persistedQuery?: Persisted } | null | undefined)?.persistedQuery ?? undefined
}

function hashOf (query: string): string {
  return createHash('sha256').update(query).digest('hex')
}
