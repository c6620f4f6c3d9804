import ipaddr from 'ipaddr.js'
import { ConfigInvalidError } from '../errors.ts'

/** Ranges that TRUST_PROXY may name in place of addresses. */
const RANGES = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** As Fastify takes it: nobody, anybody, or addresses separated by commas. */
export type TrustProxy = boolean | string

export function toTrustProxy (text: string): TrustProxy {
  if (text === 'true' || text === 'false') return text === 'true'
  const addresses = text.split(',').map((address) => address.trim())
  const wrong = addresses.find((address) => !isAddress(address))
  if (wrong === undefined) return addresses.join(',')
  throw new ConfigInvalidError(
    'TRUST_PROXY must be false, true, or addresses of proxies like 10.0.0.0/8,loopback, ' +
      `got "${wrong}"; how many proxies there are does not say who is one`
  )
}

function isAddress (text: string): boolean {
  const isOne = ipaddr.IPv6.isValid(text) || ipaddr.IPv4.isValidFourPartDecimal(text)
  return isOne || (ipaddr.isValidCIDR(text) && !text.endsWith('/0')) || RANGES.has(text)
}
