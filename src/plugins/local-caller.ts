import type { FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'

/** Headers that proxies add, beside all that begin with one of the prefixes. */
const FORWARDING = new Set([
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'client-ip',
  'cdn-loop',
  'fastly-client-ip',
  'fly-client-ip',
  'x-azure-clientip',
  'x-appengine-user-ip',
  'x-amzn-trace-id',
  'x-arr-log-id'
])
const FORWARDING_PREFIXES = ['x-forwarded', 'x-original-', 'x-envoy-', 'x-proxy', 'cf-']
/** Custom headers, which browsers send to other sites only after asking them. */
const PREFLIGHT = ['graphql-require-preflight', 'apollo-require-preflight']

/** Why a request cannot be taken for one of a person at this machine; undefined where nothing speaks against it. */
export function strangerBy (request: FastifyRequest): string | undefined {
  return remoteness(request) ?? crossSiteness(request)
}

/** Why a request may have come from elsewhere. The socket says where from; all else can only say that it lies. */
function remoteness ({ raw, headers }: FastifyRequest): string | undefined {
  const address = raw.socket.remoteAddress ?? ''
  if (!isLoopback(address)) return `the request comes from ${address || 'an unknown address'}`
  const forwarded = forwardingHeader(headers)
  if (forwarded !== undefined) return `the request came through a proxy (it has the header ${forwarded})`
  // A plain proxy_pass of nginx adds no header: it speaks HTTP/1.0 and closes, as no browser does.
  if (raw.httpVersionMajor < 2 && raw.httpVersionMinor === 0) {
    return 'the request came through a proxy (it is HTTP/1.0)'
  }
  const signs = (headers.connection ?? '').toLowerCase().split(',').map((sign) => sign.trim())
  if (!signs.includes('close')) return undefined
  return 'the request may come through a proxy (it has Connection: close)'
}

/** The first header that a proxy has set. */
export function forwardingHeader (headers: FastifyRequest['headers']): string | undefined {
  const isForwarding = (name: string) => FORWARDING_PREFIXES.some((prefix) => name.startsWith(prefix))
  return Object.keys(headers).find((name) => FORWARDING.has(name) || isForwarding(name))
}

/**
 * Why a request may be another site's doing in a browser of this machine: under a name that the site's owner
 * made point here, from another page, or of a kind that browsers send without asking first.
 */
function crossSiteness ({ headers, method }: FastifyRequest): string | undefined {
  const { host = '', origin } = headers
  if (!isLoopbackHost(host)) return `the request was made for the host "${host}"`
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) {
    return `the request comes from a page of ${origin}`
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return `the request comes from another site (${String(site)})`
  }
  const hasHeader = PREFLIGHT.some((name) => headers[name] !== undefined)
  return method === 'GET' || isJson(headers['content-type']) || hasHeader
    ? undefined
    : `the request is neither application/json nor has the header ${PREFLIGHT[0]}`
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
