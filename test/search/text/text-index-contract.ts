import type { Test } from 'tap'
import type { Product } from '../../../src/catalogue/product.ts'
import type { TextIndex, TextMatch } from '../../../src/vectors/text-index.ts'
import { product } from '../../fixtures/app.ts'

const PRODUCTS = [
  product('a', 'Red Garden Hose', { brand: 'Acme Tools', category: 'Garden/Water', description: 'With a nozzle.' }),
  product('b', 'Garden Rake', { brand: 'Acme Tools', category: 'Garden/Tools' }),
  product('c', 'Water Hose', { description: 'For the garden.', tags: ['sale'] }),
  product('d', 'Garden Rake', { colors: ['grey'], attributes: { material: ['steel'] } }),
  product('e', '', { images: ['/media/e.jpg'] })
]

/** What holds for every index of words, whatever keeps it. */
export async function testTextIndex (
  t: Test,
  make: (products: readonly Product[]) => Promise<TextIndex>
): Promise<void> {
  const index = await make(PRODUCTS)
  const shares = async (text: string) =>
    toShares(await (await index.find(text)).best(0, 99))

  t.same(await shares('rakes'), { b: 1, d: 1 }, 'in any form of the word')
  t.same(Object.keys(await shares('steel')), ['d'])
  t.same(Object.keys(await shares('GRAY')), ['d'])
  t.same(Object.keys(await shares('sale')), ['c'])
  t.same(await shares('rak'), {}, 'whole words alone')
  t.same(await shares('helicopter'), {})
  t.same(await shares('  ?! '), {})

  const hose = await shares('garden hose')
  t.equal(hose['a'], 1, 'both words in its title')
  t.ok(hose['c']! < 1 && hose['c']! > hose['b']!, 'a word of the description counts less, the rare word more')
  t.ok((await shares('helicopter rake'))['b']! < 0.5, 'a word that nobody has counts most')
  t.ok(Object.values(await shares('red steel garden water hose rake')).every((share) => share > 0 && share <= 1))

  const found = await index.find('red hose')
  t.same([...(await found.best(0, 99)).keys()], ['a', 'c'], 'the best first')
  t.same([...(await found.best(0, 1)).keys()], ['a'])
  t.same([...(await found.best(0.9, 99)).keys()], ['a'])
  t.same([...(await (await index.find('garden rake')).best(0.5, 99)).keys()].slice(0, 2), ['b', 'd'], 'equal ones by id')
  t.same(toShares(await found.of(['c', 'b', 'nobody'])), { c: (await shares('red hose'))['c'] })
  t.same(await found.of([]), new Map())

  t.same(await index.named('garden  RAKE'), { isBrand: false, titled: ['b', 'd'] })
  t.same(await index.named('acme tools'), { isBrand: true, titled: [] })
  t.same(await index.named('acme'), { isBrand: false, titled: [] })
  t.same(await index.named(''), { isBrand: false, titled: [] })
}

function toShares (matches: ReadonlyMap<string, TextMatch>): Record<string, number> {
  return Object.fromEntries([...matches].map(([id, { share }]) => [id, share]))
}
