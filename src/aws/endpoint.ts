import ipaddr from 'ipaddr.js'

interface Target { readonly protocol: string, readonly hostname: string, readonly port?: number }

class EndpointFound extends Error {
  readonly url: URL

  constructor ({ protocol, hostname, port }: Target) {
    super('the call is given up, only its endpoint was asked for')
    this.url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`)
  }
}

/** For the step `build` of a command, where the request is addressed but neither signed nor sent. */
export const giveUpCall = () => async ({ request }: { readonly request: unknown }): Promise<never> => {
  throw new EndpointFound(request as Target)
}

/**
 * Where the calls of a client go, as the SDK makes it out of options, environment and profile.
 * `call` sends a command with `giveUpCall`; its rejection may stand behind an error of ours.
 */
export async function endpointOf (call: () => Promise<unknown>): Promise<URL> {
  try {
    await call()
  } catch (error) {
    if (error instanceof EndpointFound) return error.url
    if (error instanceof Error && error.cause instanceof EndpointFound) return error.cause.url
    throw error
  }
  throw new Error('the call was not given up')
}

/** Whether an endpoint is on this machine, hence a stand-in for AWS that bills nobody. */
export function isLoopback ({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[|\]$/g, '')
  return address === 'localhost' || (ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback')
}
