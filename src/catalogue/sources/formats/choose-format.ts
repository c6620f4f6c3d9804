import { akeneo } from './akeneo.ts'
import { amazon } from './amazon.ts'
import { bigcommerce } from './bigcommerce.ts'
import { ebay } from './ebay.ts'
import { ecwid } from './ecwid.ts'
import { etsy } from './etsy.ts'
import type { Field } from './fields.ts'
import type { Format } from './format.ts'
import { googleMerchant } from './google-merchant.ts'
import { jtl } from './jtl.ts'
import { lightspeed } from './lightspeed.ts'
import { magento } from './magento.ts'
import { medusa } from './medusa.ts'
import { odoo } from './odoo.ts'
import { opencart } from './opencart.ts'
import { plain } from './plain.ts'
import { plentymarkets } from './plentymarkets.ts'
import { prestashop } from './prestashop.ts'
import { awin, cj, idealo, kelkoo } from './price-comparison.ts'
import { Columns, indexesOf, type Mapping } from './row.ts'
import { saleor } from './saleor.ts'
import { shopify } from './shopify.ts'
import { shopware5, shopware6 } from './shopware.ts'
import { square } from './square.ts'
import { squarespace } from './squarespace.ts'
import { vendure } from './vendure.ts'
import { wix } from './wix.ts'
import { woocommerce } from './woocommerce.ts'

const SHOPS: readonly Format[] = [
  vendure,
  medusa,
  woocommerce,
  magento,
  bigcommerce,
  prestashop,
  saleor,
  shopify,
  googleMerchant,
  squarespace,
  wix,
  etsy,
  amazon,
  ebay,
  lightspeed,
  square,
  odoo,
  akeneo,
  shopware6,
  shopware5,
  ecwid,
  opencart,
  jtl,
  plentymarkets,
  idealo,
  awin,
  cj,
  kelkoo
]

/** A file like this is a shop's own, even if columns are missing; our own names are too common to say anything. */
const CLEARLY_TELLING = 3

export interface Choice {
  readonly format: Format
  readonly columns: Columns
  /** The headings that stand for the id and the title, where there is no column of these. */
  readonly standIns?: ReadonlyArray<readonly [field: 'id' | 'title', heading: string]>
}

/** Why no format fits, with the one that comes nearest. */
export interface NoChoice {
  readonly closestFormat: Format
  readonly missing: readonly string[]
}

/** Of the formats whose columns are all there, the one with most headings of its own. */
export function chooseFormat (
  headings: readonly string[],
  labels: readonly string[],
  mapping: Mapping
): Choice | NoChoice {
  const told = SHOPS.map((format) => ({ format, count: countTelling(format, headings) }))
    .filter(({ format, count }) => count >= format.tellingNeeded)
    .sort((a, b) => b.count - a.count)
  for (const { format } of told) {
    const choice = fit(format, headings, labels, mapping)
    if (choice) return choice
  }
  const own = fit(plain, headings, labels, mapping)
  const isShops = told[0] !== undefined && told[0].count >= CLEARLY_TELLING
  if (own && (!isShops || mapping.size > 0)) return own
  const closestFormat = told[0]?.format ?? plain
  return { closestFormat, missing: missingOf(closestFormat, new Columns(closestFormat, headings, labels, mapping)) }
}

/** This format of these headings, as long as no column is missing. */
function fit (
  format: Format,
  headings: readonly string[],
  labels: readonly string[],
  mapping: Mapping
): Choice | undefined {
  const columns = new Columns(format, headings, labels, mapping)
  if (missingOf(format, columns).length === 0) return { format, columns }
  const found = standInsFor(format, columns)
  if (found.length === 0) return undefined
  const filled = new Columns(format, headings, labels, new Map([...mapping, ...found]))
  const read = headings.filter((_, i) => filled.meaningOf(i) !== undefined).length
  // What is read by less than half is no list of ours, but a shop's export that somebody should map.
  const isKnown = mapping.size > 0 || read * 2 >= headings.length
  if (!isKnown || missingOf(format, filled).length > 0) return undefined
  const standIns = found.map(([field, heading]) => [field, labels[headings.indexOf(heading)] ?? heading] as const)
  return { format, columns: filled, standIns }
}

/** A number for the id, and a description for the title, where these have no column. */
function standInsFor ({ codes, names }: Format, columns: Columns): Array<readonly ['id' | 'title', string]> {
  const { headings } = columns
  const code = columns.has('id') ? undefined : codes?.find((heading) => headings.includes(heading))
  const name = columns.has('title') ? undefined : names?.find((heading) => headings.includes(heading))
  return [
    ...(code === undefined ? [] : [['id', code] as const]),
    ...(name === undefined ? [] : [['title', name] as const])
  ]
}

function countTelling ({ telling }: Format, headings: readonly string[]): number {
  return telling.filter((name) => indexesOf(headings, name).length > 0).length
}

function missingOf (format: Format, columns: Columns): string[] {
  return format.requires
    .filter((fields) => !fields.some((field) => columns.has(field)))
    .map((fields) => fields.map((field) => examplesOf(format, field)).join(' or '))
}

function examplesOf ({ columns }: Format, field: Field): string {
  const names = (columns[field] ?? []).filter((name) => typeof name === 'string').slice(0, 2)
  return names.map((name) => `"${name}"`).join(' or ') || field
}
