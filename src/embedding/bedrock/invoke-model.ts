import { InvokeModelCommand, type BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { MODEL_ID } from './nova.ts'

export interface InvokeAnswer {
  readonly body: string
  /** From a header that not every model sends. */
  readonly inputTokens: number | undefined
}

const TOKENS_HEADER = 'x-amzn-bedrock-input-token-count'

/** One InvokeModel call. The SDK's output leaves the headers out, hence the middleware. */
export async function invokeModel (client: BedrockRuntimeClient, body: string, signal: AbortSignal): Promise<InvokeAnswer> {
  const command = new InvokeModelCommand({ modelId: MODEL_ID, body, contentType: 'application/json', accept: 'application/json' })
  let inputTokens: number | undefined
  command.middlewareStack.add((next) => async (args) => {
    const result = await next(args)
    inputTokens = tokensOf(result.response)
    return result
  }, { step: 'deserialize', name: 'inputTokens' })
  const { body: answer } = await client.send(command, { abortSignal: signal })
  return { body: answer.transformToString(), inputTokens }
}

function tokensOf (response: unknown): number | undefined {
  const { headers } = response as { headers?: Readonly<Record<string, string>> }
  const tokens = Number(headers?.[TOKENS_HEADER])
  return Number.isFinite(tokens) ? tokens : undefined
}
