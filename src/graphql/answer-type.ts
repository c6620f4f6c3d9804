import Negotiator from 'negotiator'

export const RESPONSE_TYPE = 'application/graphql-response+json'
const JSON_TYPE = 'application/json'

/**
 * What the client reads: `response` is the media type of GraphQL over HTTP, whose status tells about the answer;
 * `json` was asked for by name, and a status of 200 then goes with whatever GraphQL itself says; else `any`.
 */
export type AnswerType = 'response' | 'json' | 'any'

export function answerType (accept: string | undefined): AnswerType {
  if (accept === undefined || accept === '*/*') return 'any'
  if (accept === JSON_TYPE) return 'json'
  const negotiator = new Negotiator({ headers: { accept } })
  if (negotiator.mediaType([JSON_TYPE, RESPONSE_TYPE]) === RESPONSE_TYPE) return 'response'
  return negotiator.mediaTypes().includes(JSON_TYPE) ? 'json' : 'any'
}
