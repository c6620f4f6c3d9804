import {
  InvokeModelCommand,
  type BedrockRuntimeClient,
  type InvokeModelCommandOutput
} from '@aws-sdk/client-bedrock-runtime'
import { sendingMs } from '../../aws/client-settings.ts'
import { MODEL_ID } from './nova.ts'

export interface InvokeAnswer {
  readonly body: string
  /** From a header that not every model sends. */
  readonly inputTokens: number | undefined
}

const TOKENS_HEADER = 'x-amzn-bedrock-input-token-count'

/**
 * Lets answers of this client carry their tokens: the SDK leaves the headers out. Once, since a middleware of each call
 * costs each call.
 */
export function countTokens (client: BedrockRuntimeClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      if (result.output) Object.assign(result.output, { inputTokens: tokensOf(result.response) })
      return result
    },
    { step: 'deserialize', name: 'inputTokens', override: true }
  )
}

export interface InvokeOptions {
  readonly signal: AbortSignal
  /** Of the client, for one try; a large photo gets more. */
  readonly requestTimeoutMs: number
}

/** One InvokeModel call of a client that counts tokens. */
export async function invokeModel (
  client: BedrockRuntimeClient,
  body: string,
  { signal, requestTimeoutMs }: InvokeOptions
): Promise<InvokeAnswer> {
  const command = new InvokeModelCommand({
    modelId: MODEL_ID,
    body,
    contentType: 'application/json',
    accept: 'application/json'
  })
  const { body: answer, inputTokens }: InvokeModelCommandOutput & { readonly inputTokens?: number | undefined } =
    await client.send(command, { abortSignal: signal, requestTimeout: requestTimeoutMs + sendingMs(body.length) })
  return { body: answer.transformToString(), inputTokens }
}

function tokensOf (response: unknown): number | undefined {
  const { headers } = response as { headers?: Readonly<Record<string, string>> }
  const tokens = Number(headers?.[TOKENS_HEADER])
  return Number.isFinite(tokens) ? tokens : undefined
}
