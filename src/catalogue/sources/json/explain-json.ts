import { isDeepStrictEqual } from 'node:util'
import type { Explanation } from '../catalogue-row.ts'
import { PRODUCT_FIELDS } from '../product-schema.ts'
import type { Fields, JsonShop } from './json-shop.ts'

type Read = (raw: Fields) => Fields | undefined

/** What shops write of what they do not sell. */
const NOT_SOLD = ['draft', false, 1, 2]
/** More than any shop writes; each is tried. */
const MAX_FIELDS = 300

/** What each field of a product becomes, found by what the product lacks without it. */
export function explainJson (raw: Fields, shop: JsonShop, currency: string | undefined): Explanation {
  const read: Read = (fields) => productOf(fields, shop, currency)
  const names = Object.keys(raw).slice(0, MAX_FIELDS)
  const alone = new Map(names.map((name) => [name, differing(read(raw), read(without(raw, [name])))]))
  // Of several fields that say the same none is missed: each is tried in place of all of them.
  const unread = names.filter((name) => alone.get(name)!.length === 0)
  const rest = without(raw, unread)
  const columns = names.map((heading) => {
    const changed = alone.get(heading)!
    const instead = changed.length > 0 ? changed : differing(read({ ...rest, [heading]: raw[heading] }), read(rest))
    return { heading, meaning: instead.join(', ') || (decides(raw, heading, read) ? 'whether it is sold' : undefined) }
  })
  return { format: `JSON of ${shop.name}`, columns }
}

function without (raw: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !names.includes(name)))
}

function differing (whole: Fields = {}, less: Fields = {}): string[] {
  const isOther = (field: string) => !isDeepStrictEqual(whole[field], less[field])
  return Object.keys(whole).filter((field) => PRODUCT_FIELDS.has(field) && isOther(field))
}

function decides (raw: Fields, name: string, read: Read): boolean {
  return NOT_SOLD.some((value) => read({ ...raw, [name]: value }) === undefined)
}

/** Undefined for what is not sold. */
function productOf (raw: Fields, shop: JsonShop, currency: string | undefined): Fields | undefined {
  const read = shop.read(raw, currency)
  return 'product' in read ? read.product : undefined
}
