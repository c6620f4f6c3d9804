import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import ipaddr from 'ipaddr.js'
import type { ApiKey } from '../config.ts'
import { ForbiddenError, UnauthenticatedError } from '../errors.ts'

/** What an API key may be made for. */
export type Scope = 'review' | 'metrics'

declare module 'fastify' {
  interface FastifyInstance {
    /** Name of who asks, if it may. Throws UNAUTHENTICATED or FORBIDDEN. */
    authorise: (reply: FastifyReply, scope: Scope) => string
    /** The known key that a request carries, whatever it is for. */
    keyOf: (request: FastifyRequest) => ApiKey | undefined
  }
}

export interface CredentialsPluginOptions {
  readonly keys: readonly ApiKey[]
}

/** Who asks a server without keys from its own machine. */
export const LOCAL = 'local'

/** Set by proxies: behind one, every request comes from the loopback address. */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']
/** Custom headers, which browsers send to other sites only after asking them. */
const PREFLIGHT = ['graphql-require-preflight', 'apollo-require-preflight']

/** Names who asks by an API key. Without any key in the settings, whoever sits at this machine may ask. */
async function credentialsPlugin (app: FastifyInstance, { keys }: CredentialsPluginOptions): Promise<void> {
  app.decorate('keyOf', (request: FastifyRequest) => {
    const token = bearerOf(request)
    return token === undefined ? undefined : findKey(token, keys)
  })
  app.decorate('authorise', (reply: FastifyReply, scope: Scope) => {
    if (keys.length === 0) return local(reply.request, scope)
    const token = bearerOf(reply.request)
    const key = token === undefined ? undefined : findKey(token, keys)
    if (!key) {
      reply.header('www-authenticate', 'Bearer')
      throw new UnauthenticatedError(scope, token === undefined ? 'none was sent' : 'the one that was sent is not known', scope)
    }
    if (!key.scopes.includes(scope)) throw new ForbiddenError(`The API key "${key.name}" lacks the scope "${scope}". Ask with another, or add the scope to it in API_KEYS.`)
    return key.name
  })
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

function local (request: FastifyRequest, scope: Scope): string {
  const fault = remoteness(request) ?? strangeness(request)
  if (fault !== undefined) throw new ForbiddenError(`This server has no API keys, so ${scope} is open to its own machine only, and ${fault}. Make a key with: vitrine key <name> --scope ${scope}`)
  return LOCAL
}

/** Why a request may have come from elsewhere. The socket says where from; headers can only say that it lies. */
function remoteness ({ raw, headers }: FastifyRequest): string | undefined {
  const address = raw.socket.remoteAddress ?? ''
  if (!isLoopback(address)) return `the request comes from ${address || 'an unknown address'}`
  const forwarded = FORWARDING.find((name) => headers[name] !== undefined)
  return forwarded === undefined ? undefined : `the request came through a proxy (it has the header ${forwarded})`
}

/**
 * Why a request may be another site's doing in a browser of this machine: under a name that the site's owner
 * made point here, from another page, or of a kind that browsers send without asking first.
 */
function strangeness ({ headers, method }: FastifyRequest): string | undefined {
  const { host = '', origin } = headers
  if (!isLoopbackHost(host)) return `the request was made for the host "${host}"`
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) return `the request comes from a page of ${origin}`
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return `the request comes from another site (${String(site)})`
  const isPreflighted = method === 'GET' || isJson(headers['content-type']) || PREFLIGHT.some((name) => headers[name] !== undefined)
  return isPreflighted ? undefined : `the request is neither application/json nor has the header ${PREFLIGHT[0]}`
}

function isLoopback (address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

function isLoopbackHost (host: string): boolean {
  const name = hostnameOf(host)
  return name === 'localhost' || name.endsWith('.localhost') || isLoopback(name)
}

/** Without port and brackets; empty for what is no host. */
function hostnameOf (host: string): string {
  const url = `http://${host}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : ''
}

function hostOf (origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function isJson (contentType = ''): boolean {
  return contentType.split(';')[0]!.trim().toLowerCase() === 'application/json'
}

export default fp(credentialsPlugin, { name: 'credentials', fastify: '5.x' })
