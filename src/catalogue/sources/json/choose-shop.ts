import type { Fields, JsonShop } from './json-shop.ts'
import { jsonLd } from './json-ld.ts'
import { ownJson } from './own-json.ts'
import { shopifyJson } from './shopify-json.ts'
import { woocommerceJson } from './woocommerce-json.ts'

/** The last takes what no other does. */
const SHOPS: readonly JsonShop[] = [jsonLd, shopifyJson, woocommerceJson, ownJson]

export function shopOf (raw: Fields): JsonShop {
  return SHOPS.find((shop) => shop.recognises(raw))!
}
