import t from 'tap'
import type { Variant } from '../../../src/catalogue/product.ts'
import { withOffer, type OfferChange } from '../../../src/catalogue/write/offer-change.ts'
import { product } from '../../fixtures/app.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const variant = (id: string, rest: Partial<Variant> = {}): Variant => ({ id, options: [], identifiers: [], ...rest })

const SHIRT = product('shirt', 'shirt', {
  price: EUR('20.00'),
  compareAtPrice: EUR('30.00'),
  inStock: true,
  saleStarts: '2026-11-01T00:00:00Z',
  saleEnds: '2026-12-01T00:00:00Z',
  variants: [
    variant('s', { price: EUR('20.00'), compareAtPrice: EUR('30.00'), inStock: true }),
    variant('m', { price: EUR('25.00'), inStock: false })
  ]
})

t.test('an offer of a product holds for all of its variants', async (t) => {
  const after = withOffer(SHIRT, { id: 'shirt', price: EUR('22.00'), inStock: false })
  t.match(after, {
    price: EUR('22.00'),
    compareAtPrice: EUR('30.00'),
    inStock: false,
    saleStarts: undefined,
    saleEnds: undefined
  })
  t.match(after.variants, [
    { price: EUR('22.00'), compareAtPrice: EUR('30.00'), inStock: false },
    { price: EUR('22.00'), compareAtPrice: undefined, inStock: false }
  ])
})

t.test('a product costs what its cheapest variant costs, and is in stock while one of them is', async (t) => {
  const cheaper = withOffer(SHIRT, { id: 'shirt', variantId: 'm', price: EUR('9.00'), compareAtPrice: EUR('25.00') })
  t.match(cheaper, { price: EUR('9.00'), compareAtPrice: EUR('25.00'), inStock: true })
  const dearer = withOffer(cheaper, { id: 'shirt', variantId: 'm', price: EUR('100.00'), inStock: false })
  t.match(dearer, { price: EUR('20.00'), compareAtPrice: EUR('30.00'), inStock: true })
  t.match(withOffer(dearer, { id: 'shirt', variantId: 's', inStock: false }), { inStock: false })
})

t.test('what is absent stays, null takes away, and a price before is one only while it is more', async (t) => {
  t.match(withOffer(SHIRT, { id: 'shirt', inStock: false }), {
    price: EUR('20.00'),
    compareAtPrice: EUR('30.00'),
    saleEnds: SHIRT.saleEnds
  })
  t.match(withOffer(SHIRT, { id: 'shirt', compareAtPrice: null }), { price: EUR('20.00'), compareAtPrice: undefined })
  t.match(withOffer(SHIRT, { id: 'shirt', price: EUR('30.00') }), { price: EUR('30.00'), compareAtPrice: undefined })
  t.match(withOffer(SHIRT, { id: 'shirt', price: null, inStock: null }), {
    price: undefined,
    compareAtPrice: undefined,
    inStock: undefined
  })
  t.match(withOffer(SHIRT, { id: 'shirt', compareAtPrice: { amount: '99', currency: 'USD' } }), {
    compareAtPrice: undefined
  })
})

t.test('a price that is none, and a variant that is not there, are refused', async (t) => {
  const refused: ReadonlyArray<readonly [Partial<OfferChange>, string]> = [
    [{ price: EUR('1,50') }, 'PRODUCT_INVALID'],
    [{ price: EUR('-1') }, 'PRODUCT_INVALID'],
    [{ price: EUR('9'.repeat(13)) }, 'PRODUCT_INVALID'],
    [{ price: { amount: '1', currency: 'XXX' } }, 'PRODUCT_INVALID'],
    [{ compareAtPrice: { amount: '1', currency: 'euro' } }, 'PRODUCT_INVALID'],
    [{ variantId: 'xl', inStock: true }, 'VARIANT_NOT_FOUND']
  ]
  for (const [offer, code] of refused) t.throws(() => withOffer(SHIRT, { id: 'shirt', ...offer }), { code })
})

t.test('the same offer twice changes nothing', async (t) => {
  for (const offer of [
    { id: 'shirt', price: EUR('22.00'), compareAtPrice: EUR('40.00') },
    { id: 'shirt', variantId: 'm', price: EUR('5.00') }
  ]) {
    const once = withOffer(SHIRT, offer)
    t.equal(JSON.stringify(withOffer(once, offer)), JSON.stringify(once))
  }
})
