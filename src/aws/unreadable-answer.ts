/** An answer that no service of AWS gives: of a proxy, a captive portal, or whatever else an endpoint leads to. */
export class UnreadableAnswerError extends Error {
  /** As the SDK keeps it, by which it tells what is worth a retry. */
  readonly $metadata: { readonly httpStatusCode: number }
  /** For the Retry-After of it. */
  readonly $response: unknown

  constructor (response: Response, request: unknown, options: ErrorOptions) {
    super(
      `${endpointOf(request)} answered ${response.statusCode} with ${typeOf(response)}, which is not the JSON of AWS. Look at what stands between, and at AWS_ENDPOINT_URL and its like`,
      options
    )
    this.name = 'UnreadableAnswerError'
    this.$metadata = { httpStatusCode: response.statusCode }
    this.$response = response
  }
}

interface Response {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
}

/** In place of a failure of the SDK's to read an answer as JSON; undefined for every other failure. */
export function unreadableFailure (cause: unknown, request: unknown): UnreadableAnswerError | undefined {
  if (!(cause instanceof SyntaxError) || !('$response' in cause) || !isResponse(cause.$response)) return undefined
  return new UnreadableAnswerError(cause.$response, request, { cause })
}

/**
 * For an answer that the SDK passes on unread, as it does the body of a model's: undefined where it says that it is
 * JSON, or nothing.
 */
export function unreadableSuccess (response: unknown, request: unknown): UnreadableAnswerError | undefined {
  if (!isResponse(response)) return undefined
  const type = response.headers['content-type']
  return type === undefined || /json|octet-stream/i.test(type)
    ? undefined
    : new UnreadableAnswerError(response, request, {})
}

function isResponse (value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'statusCode' in value && 'headers' in value
}

function typeOf ({ headers }: Response): string {
  return headers['content-type']?.split(';')[0] ?? 'no content type'
}

function endpointOf (request: unknown): string {
  const {
    protocol = 'http:',
    hostname = 'unknown',
    port
  } = (request ?? {}) as { readonly protocol?: string; readonly hostname?: string; readonly port?: number }
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`
}
