import { lookup as resolve, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Azure's own server of every machine there: a public address that only the machine itself reaches. */
const AZURE_SERVER = '168.63.129.16'

/** Whether an address is reachable by anyone; an IPv4 address in IPv6 clothes is judged as what it is. */
export function isPublicAddress (address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  // Of before mapped addresses: IPv4 in the last two of eight parts.
  if (parsed instanceof ipaddr.IPv6 && parsed.parts.slice(0, 6).every((part) => part === 0)) return false
  return parsed.range() === 'unicast' && parsed.toString() !== AZURE_SERVER
}

/**
 * A `lookup` for sockets that refuses names of private addresses. It is asked at the connect itself,
 * so that a name cannot be public when checked and private when used.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '')
    const refused = addresses.find(({ address }) => !isPublicAddress(address))
    if (refused || addresses.length === 0) return callback(new PrivateAddressError(hostname), '')
    answer(addresses, options.all === true, callback)
  })
}

export class PrivateAddressError extends Error {
  constructor (hostname: string) {
    super(`${hostname} has no public address (ALLOW_PRIVATE_IMAGE_URLS lets it through)`)
  }
}

function answer (addresses: LookupAddress[], all: boolean, callback: Parameters<LookupFunction>[2]): void {
  if (all) callback(null, addresses)
  else callback(null, addresses[0]!.address, addresses[0]!.family)
}
