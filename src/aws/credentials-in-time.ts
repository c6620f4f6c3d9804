import { defaultProvider } from '@aws-sdk/credential-provider-node'

type Init = Parameters<typeof defaultProvider>[0]
type Provider = ReturnType<typeof defaultProvider>

/** An endpoint of the container's metadata that answers nothing: the SDK only warns of it and waits on. */
export class MetadataSilentError extends Error {
  constructor (endpoint: string, timeoutMs: number) {
    super(`the credentials endpoint ${endpoint} did not answer within ${timeoutMs} ms`)
    this.name = 'CredentialsProviderError'
  }
}

const TIMEOUT_MS = 2500
/** The container's metadata as the SDK is told of it, by ECS or by EKS Pod Identity. */
const ENDPOINTS = ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI']

/**
 * The SDK's own chain of credentials, told within 3 s where they come from metadata that does not answer. All other
 * sources keep their time: a profile may ask a person for a second factor, and the metadata of EC2 has a time limit of
 * the SDK's.
 */
export function credentialsInTime (init?: Init): Provider {
  const chain = defaultProvider(init)
  // The SDK reads the environment too, and nothing else says which source its chain will come to.
  const endpoint = ENDPOINTS.map((name) => process.env[name]).find(Boolean)
  return endpoint === undefined ? chain : async (options) => await inTime(chain(options), endpoint)
}

async function inTime<T> (found: Promise<T>, endpoint: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new MetadataSilentError(endpoint, TIMEOUT_MS)), TIMEOUT_MS)
  })
  try {
    return await Promise.race([found, late])
  } finally {
    clearTimeout(timer)
  }
}
