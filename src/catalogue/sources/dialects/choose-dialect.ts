import type { Dialect } from './dialect.ts'
import { googleMerchant } from './google-merchant.ts'
import { plain } from './plain.ts'
import { shopify } from './shopify.ts'
import { vendure } from './vendure.ts'

/** Most telling headings first; our own names are the rest. */
const DIALECTS: readonly Dialect[] = [vendure, shopify, googleMerchant, plain]

export function chooseDialect (headings: readonly string[]): Dialect | undefined {
  const known = new Set(headings)
  return DIALECTS.find((dialect) => dialect.recognises(known))
}
