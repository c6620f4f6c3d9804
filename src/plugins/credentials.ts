import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { ApiKey, Scope } from '../config/api-keys.ts'
import { ForbiddenError, UnauthenticatedError } from '../errors.ts'
import { strangerBy } from './local-caller.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Name of who asks, if they have one of the scopes; on any route. Throws UNAUTHENTICATED or FORBIDDEN. */
    authorise: (reply: FastifyReply, ...anyOf: [Scope, ...Scope[]]) => string
    /** The same for what is open to everybody, unless the shop wants keys for it. */
    authoriseReading: (reply: FastifyReply, ...anyOf: [Scope, ...Scope[]]) => void
    /** The known key that a request carries, whatever it is for. */
    keyOf: (request: FastifyRequest) => ApiKey | undefined
  }
}

export interface CredentialsPluginOptions {
  readonly keys: readonly ApiKey[]
  /** Whether people at this machine may review without a key. Default: false. */
  readonly isReviewLocal?: boolean
  /** Whether searching and tagging ask for a key. Default: false. */
  readonly isSearchKeyed?: boolean
}

/** Who reviews at this machine without a key. */
const LOCAL = 'local'

/** Names who asks by an API key. */
async function credentialsPlugin (app: FastifyInstance, options: CredentialsPluginOptions): Promise<void> {
  const { keys, isReviewLocal = false, isSearchKeyed = false } = options
  const keyOf = (request: FastifyRequest): ApiKey | undefined => {
    const token = bearerOf(request)
    return token === undefined ? undefined : findKey(token, keys)
  }
  const authorise = (reply: FastifyReply, ...anyOf: [Scope, ...Scope[]]): string => {
    const { request } = reply
    const isKeyless = request.headers.authorization === undefined
    if (isKeyless && isReviewLocal && anyOf.includes('review')) return local(request)
    const key = keyOf(request)
    if (!key) throw unauthenticated(reply, anyOf[0])
    if (!anyOf.some((scope) => key.scopes.includes(scope))) {
      throw new ForbiddenError(`The API key "${key.name}" lacks the scope "${anyOf[0]}". ` +
        'Ask with another, or add the scope to it in API_KEYS.')
    }
    return key.name
  }
  app.decorate('keyOf', keyOf)
  app.decorate('authorise', authorise)
  app.decorate('authoriseReading', (reply: FastifyReply, ...anyOf: [Scope, ...Scope[]]) => {
    if (isSearchKeyed) authorise(reply, ...anyOf)
  })
}

function unauthenticated (reply: FastifyReply, scope: Scope): Error {
  reply.header('www-authenticate', 'Bearer')
  const reason = bearerOf(reply.request) === undefined ? 'none was sent' : 'the one that was sent is not known'
  return new UnauthenticatedError(scope, reason, scope)
}

function bearerOf ({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
}

/** All keys are compared, each in constant time: how long it takes says nothing about how near a guess is. */
function findKey (token: string, keys: readonly ApiKey[]): ApiKey | undefined {
  const digest = createHash('sha256').update(token).digest()
  let found: ApiKey | undefined
  for (const key of keys) if (timingSafeEqual(digest, Buffer.from(key.digest, 'hex'))) found = key
  return found
}

function local (request: FastifyRequest): string {
  const reason = strangerBy(request)
  if (reason === undefined) return LOCAL
  throw new ForbiddenError(`Without a key, review is open to this machine only, and ${reason}. ` +
    'Make a key with: vitrine key <name> --scope review')
}

export default fp(credentialsPlugin, { name: 'credentials', fastify: '5.x' })
