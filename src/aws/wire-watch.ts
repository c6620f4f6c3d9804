import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'

/** An answered request to AWS, as it went over the wire. */
export interface WireExchange {
  /** Name that the request was signed for, such as `s3vectors`. */
  readonly service: string
  /** Undefined where an API key stands in for the signature. */
  readonly region: string | undefined
  readonly endpoint: string
  /**
   * The clock of AWS less the one here; undefined without a Date in the answer, whole seconds otherwise give or take a
   * half.
   */
  readonly skewMs: number | undefined
}

const CHANNEL = 'http.client.response.finish'
const SIGNATURE = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\/aws4_request/
/** A Date header leaves the fraction of the second out. */
const HALF_SECOND_MS = 500

/**
 * Sees every HTTP request of this process that is signed for AWS: what the SDK made of settings, profile and
 * environment.
 */
export class WireWatch {
  readonly exchanges: WireExchange[] = []
  readonly #listener = (message: unknown) =>
    this.#record(message as { request: ClientRequest; response: IncomingMessage })

  constructor () {
    subscribe(CHANNEL, this.#listener)
  }

  close (): void {
    unsubscribe(CHANNEL, this.#listener)
  }

  #record ({ request, response }: { readonly request: ClientRequest; readonly response: IncomingMessage }): void {
    const authorization = String(request.getHeader('authorization') ?? '')
    const [, region, service] = SIGNATURE.exec(authorization) ?? []
    const isApiKey = authorization.startsWith('Bearer ')
    if (service === undefined && !isApiKey) return
    const date = Date.parse(response.headers.date ?? '')
    this.exchanges.push({
      service: service ?? 'bedrock',
      region,
      endpoint: `${request.protocol}//${String(request.getHeader('host'))}`,
      skewMs: Number.isNaN(date) ? undefined : date + HALF_SECOND_MS - Date.now()
    })
  }
}
