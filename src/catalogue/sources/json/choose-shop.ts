import { bigcommerceJson } from './bigcommerce-json.ts'
import type { Fields, JsonShop } from './json-shop.ts'
import { jsonLd } from './json-ld.ts'
import { magentoJson } from './magento-json.ts'
import { medusaJson } from './medusa-json.ts'
import { ownJson } from './own-json.ts'
import { saleorJson } from './saleor-json.ts'
import { shopifyGraphql } from './shopify-graphql.ts'
import { shopifyJson } from './shopify-json.ts'
import { vendureJson } from './vendure-json.ts'
import { woocommerceJson } from './woocommerce-json.ts'

/** The last takes what no other does. */
const SHOPS: readonly JsonShop[] = [
  jsonLd,
  shopifyJson,
  shopifyGraphql,
  medusaJson,
  bigcommerceJson,
  magentoJson,
  woocommerceJson,
  vendureJson,
  saleorJson,
  ownJson
]

export function shopOf (raw: Fields): JsonShop {
  return SHOPS.find((shop) => shop.recognises(raw))!
}
