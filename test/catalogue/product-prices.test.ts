import t from 'tap'
import { offeredAt, priceRangeOf } from '../../src/catalogue/product-prices.ts'
import { validateProduct } from '../../src/catalogue/sources/validate-product.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const STARTS = '2026-11-27T00:00:00+01:00'
const ENDS = '2026-11-30T00:00:00Z'
const lamp = { id: 'a', title: 'Lamp', price: EUR('10'), compareAtPrice: EUR('30') }
const priceAt = (product: object, time: string) => {
  const { price, compareAtPrice } = offeredAt(validateProduct(product), Date.parse(time))
  return [price?.amount, compareAtPrice?.amount]
}

t.test('a sale price holds from its first moment to before its last', async (t) => {
  const sale = { ...lamp, saleStarts: STARTS, saleEnds: ENDS }
  t.same(priceAt(sale, '2026-11-26T22:59:59Z'), ['30', undefined])
  t.same(priceAt(sale, '2026-11-26T23:00:00Z'), ['10', '30'])
  t.same(priceAt(sale, '2026-11-29T23:59:59Z'), ['10', '30'])
  t.same(priceAt(sale, ENDS), ['30', undefined])
  t.same(priceAt(lamp, '2000-01-01T00:00:00Z'), ['10', '30'], 'without a period always')
  t.same(
    priceAt({ ...lamp, saleEnds: ENDS, compareAtPrice: undefined }, ENDS),
    ['10', undefined],
    'without a price of before it stays'
  )
})

t.test('outside a sale the lowest price is of the variants as they are then', async (t) => {
  const variants = [
    { id: 'a', price: EUR('10'), compareAtPrice: EUR('30') },
    { id: 'b', price: EUR('9.5'), compareAtPrice: EUR('100') },
    { id: 'c', price: EUR('20') },
    { id: 'd', price: { amount: '1', currency: 'USD' } }
  ]
  const product = validateProduct({ id: 'a', title: 'A', saleEnds: ENDS, variants })
  t.match(product, { price: EUR('9.5'), compareAtPrice: EUR('100') }, 'variants say what the product costs')
  const later = offeredAt(product, Date.parse(ENDS))
  t.same(later.price, EUR('20'))
  t.same(
    later.variants.map(({ price }) => price?.amount),
    ['30', '100', '20', '1']
  )
  t.same(priceRangeOf(product), { min: EUR('9.5'), max: EUR('20') })
  t.same(priceRangeOf(later), { min: EUR('20'), max: EUR('100') })
  t.equal(priceRangeOf(validateProduct({ id: 'a', title: 'A' })), undefined)
})

t.test("what only variants say is the product's, what it says itself stays", async (t) => {
  const options = (color: string) => [{ name: 'Color', value: color }]
  const variants = [
    { id: 'a', options: options('Red'), inStock: false },
    { id: 'b', options: options('red') },
    { id: 'c', options: options('Blue'), inStock: true }
  ]
  t.match(validateProduct({ id: 'a', title: 'A', variants }), {
    colors: ['Red', 'Blue'],
    color: 'Red',
    inStock: true,
    price: undefined
  })
  t.match(validateProduct({ id: 'a', title: 'A', color: 'Green', inStock: false, price: EUR('5'), variants }), {
    colors: ['Green'],
    inStock: false,
    price: EUR('5')
  })
})
