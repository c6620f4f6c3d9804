import type { Test } from 'tap'
import type { Product } from '../../../src/catalogue/product.ts'
import { facetGroups } from '../../../src/search/facet-groups.ts'
import type { TallyProducts } from '../../../src/search/facet-tally.ts'
import { FACETS, facetsOf } from '../../../src/search/facets.ts'
import type { Browsing, BrowsePosition, Listing } from '../../../src/search/listing/listing.ts'
import { toFilter, type ProductFilter } from '../../../src/search/product-filter.ts'
import type { Sort } from '../../../src/search/sort.ts'
import type { Variety } from '../../../src/search/variety.ts'
import { product } from '../../fixtures/app.ts'

interface OpenedListing {
  readonly listing: Listing
  /** Takes a product out of it. */
  remove (id: string): Promise<void>
}

type Open = (t: Test, products: ReadonlyArray<Product & { readonly added?: number }>) => Promise<OpenedListing>

const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const PAST = '2001-01-01T00:00:00Z'
const FUTURE = '2999-01-01T00:00:00Z'

/** Each way to have a price, a title, a time and a color, or none. */
const PRODUCTS: ReadonlyArray<Product & { readonly added?: number }> = [
  { ...product('a', 'Étagère 10', { price: EUR('30'), colors: ['Gray', 'red'], brand: 'Aurora' }), added: 30 },
  { ...product('b', 'etagere 9', { price: EUR('5'), color: 'grey', brand: 'aurora', tags: ['new', 'sale'] }), added: 10 },
  product('c', 'Zebra', { price: { amount: '1', currency: 'USD' }, color: 'blue', tags: ['New'] }),
  product('d', 'sold for less soon', {
    price: EUR('1'), compareAtPrice: EUR('40'), saleStarts: FUTURE, category: 'Home/Light'
  }),
  product('e', 'sold for less now', {
    price: EUR('2'), compareAtPrice: EUR('50'), saleStarts: PAST, saleEnds: FUTURE, category: 'Home/Light'
  }),
  product('f', 'sold for less once', { price: EUR('3'), compareAtPrice: EUR('60'), saleEnds: PAST, category: 'Home' }),
  { ...product('g', 'Zebra', { images: ['z.jpg'], brand: 'Borealis', attributes: { Size: ['S', 'M'] } }), added: 20 },
  product('h', 'zebra', { images: ['z.jpg'], brand: 'Borealis', attributes: { size: ['m'], Fit: ['Slim'] } }),
  product('i', 'other', { images: ['z.jpg', 'y.jpg'], brand: 'Borealis', price: EUR('30'), inStock: false }),
  { ...product('j', ''), title: undefined, images: ['j.jpg'] }
]

/** What every listing answers, from memory or from a store. */
export function testListing (t: Test, name: string, open: Open): void {
  t.test(`${name}: without a filter and an order all products come, in order of id`, async (t) => {
    const { listing } = await open(t, PRODUCTS)
    t.equal(await idsOf(listing), 'abcdefghij')
    t.equal(await listing.total(browsing()), 10)
    t.equal(listing.scopeOf(browsing()), 'CATALOGUE')
  })

  t.test(`${name}: sorted, products without a value come last, and equal ones in order of id`, async (t) => {
    const { listing } = await open(t, PRODUCTS)
    for (const [order, ids] of ORDERS) t.equal(await idsOf(listing, { sort: order }), ids, JSON.stringify(order))
  })

  t.test(`${name}: values of an attribute have an order, with numbers by their size`, async (t) => {
    const { listing } = await open(t, WEIGHED)
    for (const [order, ids] of ATTRIBUTE_ORDERS) {
      t.equal(await idsOf(listing, { sort: order }), ids, JSON.stringify(order))
    }
  })

  t.test(`${name}: a filter leaves what meets it, at the prices of now`, async (t) => {
    const { listing } = await open(t, PRODUCTS)
    for (const [filter, ids] of FILTERS) {
      const asked = { filter: toFilter(filter), price: filter.price }
      t.equal(await idsOf(listing, asked), ids, JSON.stringify(filter))
      t.equal(await listing.total(browsing(asked)), ids.length)
    }
  })

  t.test(`${name}: what hardly differs is shown once, and of a brand so many`, async (t) => {
    const { listing } = await open(t, PRODUCTS)
    for (const [variety, ids] of VARIETIES) {
      t.equal(await idsOf(listing, { variety }), ids, JSON.stringify(variety))
      t.equal(await listing.total(browsing({ variety })), ids.length)
    }
  })

  t.test(`${name}: pages go on after a product that is gone`, async (t) => {
    const { listing, remove } = await open(t, PRODUCTS)
    const sort: Sort[] = [{ key: 'TITLE', direction: 'DESC' }, { key: 'PRICE' }]
    const { products, next } = await listing.shelf(browsing({ sort }), undefined, 3)
    await remove(products.at(-1)!.id)
    const rest = await listing.shelf(browsing({ sort }), next, 20)
    t.ok(rest.products.length >= 6, 'at most the one in the place of the other is missed')
    t.notOk(rest.products.some(({ id }) => products.some((one) => one.id === id)), 'none comes twice')
    t.same(await listing.shelf(browsing({ sort }), [99, 'nobody'], 3), { products: [], next: undefined })
  })

  t.test(`${name}: values are counted as one whatever their spelling, chosen ones without their own choice`, async (t) => {
    const { listing } = await open(t, PRODUCTS)
    const groups = await facetGroups(countOn(listing), { color: ['Gray', 'grey'] })
    const values = (id: string) =>
      groups.find((group) => group.id === id)?.values.map(({ value, count, selected }) => [value, count, selected])
    t.same(values('color'), [['Gray', 2, true], ['blue', 1, false], ['red', 1, false]])
    t.same(values('brand'), [['Aurora', 2, false]])
    t.same(values('tags'), [['new', 1, false], ['sale', 1, false]])
    t.same(values('price'), [['..24.99', 1, false], ['25..', 1, false]])

    const all = await facetGroups(countOn(listing), {})
    const attributes = all.filter(({ attribute }) => attribute)
    t.same(
      attributes.map(({ label, values }) => [label, values.map(({ value, count }) => [value, count])]),
      [['Size', [['M', 2], ['S', 1]]], ['Fit', [['Slim', 1]]]],
      'as the first product spells them, names of most products first'
    )
    const tags = all.find(({ id }) => id === 'tags')!
    t.match(tags.values, [{ count: 2 }, { value: 'sale', count: 1 }])
    const facets = facetsOf(await countOn(listing)(FACETS.map((of) => ({ of, filter: {} }))))
    t.match(facets, {
      categories: [{ value: 'Home', count: 3 }, { value: 'Home/Light', count: 2 }],
      price: { min: 1, max: 60, currency: undefined }
    })
  })
}

const ORDERS: ReadonlyArray<readonly [Sort[], string]> = [
  [[{ key: 'RELEVANCE' }], 'abcdefghij'],
  [[{ key: 'RELEVANCE', direction: 'ASC' }], 'jihgfedcba'],
  [[{ key: 'PRICE' }], 'ebaidfcghj'],
  [[{ key: 'PRICE', direction: 'DESC' }], 'fdaibecghj'],
  [[{ key: 'NEWEST' }], 'agbcdefhij'],
  [[{ key: 'NEWEST', direction: 'ASC' }], 'bgacdefhij'],
  [[{ key: 'TITLE' }], 'baiefdcghj'],
  [[{ key: 'TITLE', direction: 'DESC' }], 'cghdfeiabj'],
  [[{ key: 'PRICE', direction: 'DESC' }, { key: 'TITLE', direction: 'DESC' }], 'fdiabecghj'],
  [[{ key: 'NEWEST' }, { key: 'PRICE' }, { key: 'RELEVANCE', direction: 'ASC' }], 'agbeidfjhc']
]

const WEIGHED = [
  product('a', 'a', { attributes: { Weight: ['9.5 kg', '20 kg'] } }),
  product('b', 'b', { attributes: { weight: ['1.25 kg'] } }),
  product('c', 'c', { attributes: { Weight: ['1.5 kg'], Weights: ['0'] } }),
  product('d', 'd', { attributes: { Size: ['M', 'S'] }, price: EUR('5') }),
  product('e', 'e', { attributes: { Size: ['l'], Weight: ['10 KG'] } }),
  product('f', 'f', { attributes: { Size: ['L'] }, price: EUR('4') })
]

const ATTRIBUTE_ORDERS: ReadonlyArray<readonly [Sort[], string]> = [
  [[{ attribute: 'WEIGHT' }], 'bcaedf'],
  [[{ attribute: 'weight', direction: 'DESC' }], 'aecbdf'],
  [[{ attribute: 'Size' }], 'efdabc'],
  [[{ attribute: 'Size', direction: 'DESC' }, { key: 'PRICE' }], 'dfeabc'],
  [[{ key: 'PRICE', direction: 'DESC' }, { attribute: 'Weight' }], 'dfbcae'],
  [[{ attribute: "Nothing'; --" }], 'abcdef']
]

const FILTERS: ReadonlyArray<readonly [ProductFilter, string]> = [
  [{ color: ['grey', 'Gray'] }, 'ab'],
  [{ category: ['Home'] }, 'def'],
  [{ price: { max: 5 } }, 'bce'],
  [{ price: { min: 40, currency: 'EUR' } }, 'df'],
  [{ attributes: [{ name: 'SIZE', values: ['M'] }] }, 'gh'],
  [{ not: { category: ['Home'], brand: ['Borealis'] } }, 'abcj'],
  [{ inStock: false }, 'i'],
  [{ brand: ['Nobody'] }, '']
]

const VARIETIES: ReadonlyArray<readonly [Variety, string]> = [
  [{ foldAlike: true }, 'abcdefgj'],
  [{ perBrand: 1 }, 'acdefgj'],
  [{ perBrand: 2, foldAlike: true }, 'abcdefgj']
]

function browsing (asked: Partial<Browsing> = {}): Browsing {
  return { filter: undefined, sort: [], variety: {}, ...asked }
}

/** Ids of all pages, three products a page. */
export async function idsOf (listing: Listing, asked: Partial<Browsing> = {}): Promise<string> {
  const ids: string[] = []
  let position: BrowsePosition | undefined
  do {
    const { products, next } = await listing.shelf(browsing(asked), position, 3)
    ids.push(...products.map(({ id }) => id))
    position = next
  } while (position)
  return ids.join('')
}

export function countOn (listing: Listing): TallyProducts {
  return async (asks) =>
    await listing.tally(
      asks.map(({ of, filter }) => ({ of, filter: { filter: toFilter(filter), price: filter.price } }))
    )
}
