import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { product } from '../fixtures/app.ts'
import { gate } from '../fixtures/gate.ts'
import { DELETE, OFFERS, UPSERT, writeApp } from '../fixtures/write-app.ts'

/** The fixture's model has no direction for every word in fewer. */
const WIDE = { DIMENSIONS: '64' }
const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const COUNT = '{ catalogue { products } }'

/** A shop whose model stands still until `open` is called. */
async function held (t: Test) {
  const test = await writeApp(t, { products: [product('lamp', 'Lamp'), product('mug', 'Mug')], env: WIDE })
  const { promise, open } = gate()
  test.model.gate = promise
  const price = async (id: string) => {
    const { data } = await test.ask(`{ product(id: "${id}") { title price { amount } } }`)
    return data?.['product']
  }
  return { ...test, price, open }
}

t.test('a price does not wait for a long call about other products', async (t) => {
  const { write, price, ask, open } = await held(t)
  const long = write(UPSERT, { products: [{ id: 'cup', title: 'Cup' }, { id: 'jug', title: 'Jug' }] })
  t.match(await write(OFFERS, { offers: [{ id: 'lamp', price: EUR('7') }] }), { updated: 1 })
  t.match(await price('lamp'), { price: { amount: '7' } })
  t.match(await write(DELETE, { ids: ['mug'] }), { deleted: 1 })
  t.equal(await price('cup'), null, 'which the call has not put in yet')
  open()
  t.match(await long, { created: 2, userErrors: [] })
  t.match(await price('cup'), { title: 'Cup' })
  await sleep(4100)
  t.match((await ask(COUNT)).data, { catalogue: { products: 3 } }, 'and all is counted')
})

t.test('of two writes about one product the later one stands', async (t) => {
  const { write, price, open } = await held(t)
  const done: string[] = []
  const noted = async (name: string, written: Promise<unknown>) => {
    await written
    done.push(name)
  }
  const calls = [
    noted('upsert', write(UPSERT, { products: [{ id: 'lamp', title: 'Lamp of oak', price: EUR('10') }] })),
    noted('price', write(OFFERS, { offers: [{ id: 'lamp', price: EUR('7') }] })),
    noted('deletion', write(DELETE, { ids: ['mug', 'lamp'] })),
    noted('again', write(UPSERT, { products: [{ id: 'lamp', title: 'Lamp of ash', price: EUR('12') }] }))
  ]
  await sleep(50)
  t.same(done, [])
  open()
  await Promise.all(calls)
  t.same(done, ['upsert', 'price', 'deletion', 'again'])
  t.match(await price('lamp'), { title: 'Lamp of ash', price: { amount: '12' } })
})

t.test('what a long call has ready is found before the call ends', async (t) => {
  const { write, price, model, open } = await held(t)
  open()
  const plain = model.embed.bind(model)
  const { promise, open: onward } = gate()
  let last = 0
  model.embed = async (input, options) => {
    if ('text' in input && input.text.includes('Slow')) await promise
    if ('text' in input && input.text.includes('Later')) await sleep(2100 - (performance.now() - last))
    last = performance.now()
    return await plain(input, options)
  }
  const titles = ['Cup', 'Later', 'Slow']
  const long = write(UPSERT, { products: titles.map((title, i) => ({ id: `p${i}`, title })) })
  for (let i = 0; i < 100 && (await price('p0')) === null; i++) await sleep(100)
  t.match(await price('p0'), { title: 'Cup' })
  t.equal(await price('p2'), null)
  onward()
  t.match(await long, { created: 3 })
})
