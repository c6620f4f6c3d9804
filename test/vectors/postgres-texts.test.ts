import t, { type Test } from 'tap'
import { indexSpec } from '../../src/catalogue/index-spec.ts'
import type { Product } from '../../src/catalogue/product.ts'
import { recordRefsOf } from '../../src/catalogue/record-keys.ts'
import { toRecord } from '../../src/catalogue/records.ts'
import { englishWords } from '../../src/search/text/english-words.ts'
import { MiniSearchTextIndex } from '../../src/search/text/minisearch-text-index.ts'
import { Speller } from '../../src/search/text/speller.ts'
import { StoredWords } from '../../src/search/text/stored-words.ts'
import { Vocabulary } from '../../src/search/text/vocabulary.ts'
import { seededRandom } from '../../src/shared/seeded-random.ts'
import type { StoredTexts } from '../../src/vectors/text-index.ts'
import type { VectorIndex } from '../../src/vectors/vector-store.ts'
import { product } from '../fixtures/app.ts'
import { pgliteServer } from '../fixtures/pglite-server.ts'
import { noPostgres, postgresServer } from '../fixtures/postgres-server.ts'
import { postgresStore } from '../fixtures/postgres-stores.ts'
import { unit } from '../fixtures/vector-records.ts'
import { testTextIndex } from '../search/text/text-index-contract.ts'

const servers = {
  PGlite: await pgliteServer(t),
  ...(noPostgres ? {} : { 'a real PostgreSQL': (await postgresServer(t)).url })
}
if (noPostgres) t.test('a real PostgreSQL', { skip: noPostgres }, async () => {})

const signal = new AbortController().signal

async function put (index: VectorIndex, products: readonly Product[]): Promise<void> {
  const views = products.flatMap((one) => recordRefsOf(one).map((view) => ({ one, view })))
  await index.upsert(views.map(({ one, view }) => toRecord(one, view, unit(1, 0, 0, 0), 'hash')))
}

type Indexed = VectorIndex & { readonly texts: StoredTexts }

async function filled (t: Test, url: string, products: readonly Product[]): Promise<Indexed> {
  const store = await postgresStore(url)
  t.teardown(async () => await store.close())
  const index = await store.createIndex(indexSpec('products', 4))
  await put(index, products)
  return index as Indexed
}

async function idsOf (texts: StoredTexts, text: string): Promise<string[]> {
  return [...(await (await texts.find(text)).best(0, 99)).keys()]
}

const WORDS = 'red blue garden hose hoses rake steel dress dresses lamp oak table 500g 1,5 l grey gray tee shirt shirts'.split(' ')

function drawn (count: number): Product[] {
  const random = seededRandom(3)
  const some = (most: number) =>
    Array.from({ length: Math.floor(random() * most) }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')
  return Array.from({ length: count }, (_, i) =>
    product(`p${i}`, some(4), {
      description: some(12),
      brand: some(2),
      tags: [some(2)],
      colors: [some(2)],
      images: ['a.jpg'],
      attributes: { made: [some(2)] },
      variants: [{ id: 'v', options: [{ name: 'size', value: some(2) }], identifiers: [] }],
      identifiers: [`SKU${i}`]
    })
  )
}

for (const [name, url] of Object.entries(servers)) {
  t.test(`${name}: an index of words in the store`, async (t) => {
    await testTextIndex(t, async (products) => (await filled(t, url, products)).texts)
  })

  t.test(`${name}: it finds what the index in memory finds, with the same shares`, async (t) => {
    const products = drawn(120)
    const { texts } = await filled(t, url, products)
    const memory = new MiniSearchTextIndex()
    for (const one of products) memory.add(one)
    const random = seededRandom(9)
    for (let i = 0; i < 30; i++) {
      const count = 1 + Math.floor(random() * (i % 3 === 0 ? 40 : 9))
      const text = Array.from({ length: count }, () => [...WORDS, 'zeppelin'][Math.floor(random() * (WORDS.length + 1))]).join(' ')
      for (const [least, most] of [[0, 500], [0.3, 500], [0.5, 500], [0.5, 7], [0.9, 20]] as const) {
        const [theirs, ours] = await Promise.all(
          [memory, texts].map(async (index) => [...(await (await index.find(text)).best(least, most))].map(rounded))
        )
        t.same(ours, theirs, `${text}, at least ${least}`)
      }
      t.same(await texts.named(text), await memory.named(text))
    }
  })

  t.test(`${name}: a write is found at once, a deleted product never again`, async (t) => {
    const store = await postgresStore(url)
    t.teardown(async () => await store.close())
    const writer = await store.createIndex(indexSpec('products', 4))
    await put(writer, [product('a', 'Red hose')])
    const replica = await postgresStore(url, { schema: store.bucket })
    t.teardown(async () => await replica.close())
    const index = (await replica.openIndex(writer.spec.name)) as Indexed
    const other = await filled(t, url, [])
    t.same(await idsOf(index.texts, 'hose zeppelin'), ['a'])
    await put(writer, [product('b', 'Zeppelin'), product('a', 'Blue rake')])
    t.same(await idsOf(index.texts, 'hose zeppelin'), ['b'])
    t.same(await idsOf(index.texts, 'rakes'), ['a'])
    await writer.update(['a#text'], (one) => ({ ...one, metadata: { ...one.metadata, title: 'Kite' } }))
    t.same(await idsOf(index.texts, 'kite'), ['a'])
    await writer.delete(['b#text'])
    t.same(await idsOf(index.texts, 'zeppelin'), [])
    t.same(await idsOf(other.texts, 'kite'), [], 'each index has words of its own')
  })

  t.test(`${name}: other forms of a word are found in the language of the product`, async (t) => {
    const german = { locale: 'de-DE', description: 'Ein Stuhl.' }
    const { texts } = await filled(t, url, [
      product('a', 'Stühle aus Eiche', german),
      product('b', 'Kinderstuhl, ein Stuhl mit Lehne und Kissen'),
      product('c', 'Wedding bed', { locale: 'en-GB' }),
      product('e', 'ベッド 棚', { locale: 'ja' }),
      product('d', 'Chaises pliantes', { locale: 'fr' })
    ])
    t.same((await idsOf(texts, 'Stuhl')).sort(), ['a', 'b'])
    t.same((await idsOf(texts, 'stühle')).sort(), ['a', 'b'], 'told by small words where nothing else tells')
    t.same(await idsOf(texts, 'Eichen'), ['a'])
    t.same(await idsOf(texts, 'chaise pliante'), ['d'])
    t.same(await idsOf(texts, 'beds wedded'), ['c'])
    t.same(await idsOf(texts, 'ベッド'), ['e'], 'of a language without forms the words themselves')
    const { share } = (await (await texts.find('Stuhl')).best(0, 9)).get('b')!
    t.equal(share, 1, 'the word itself counts more')
  })

  t.test(`${name}: spelling is put right as with the words in memory`, async (t) => {
    const products = ['Zeppelin kite', 'Garden hose', 'Head torch', 'Chickpeas', 'Spirit level', 'Waterproof jacket', 'Tablecloth']
      .map((title, i) => product(`p${i}`, title, { brand: 'Ørsted', description: 'With a helicopter.' }))
    const { texts } = await filled(t, url, products)
    const vocabulary = new Vocabulary()
    for (const one of products) vocabulary.add(one)
    const memory = new Speller(vocabulary, englishWords())
    const words = await new StoredWords().of(texts, 'products-4', signal)
    for (const text of [
      'zepelin', 'zeplin kite', 'gardn hose', 'headtorch', 'chick peas', 'chikc peas', 'sprit level', 'watrproff jackets',
      'helicoptre', 'tablrclith', 'orsted', 'helikopter mit zepelin', 'bedding', 'x', '', '?!', 'qwrtzxcv', 'Ørstedd', 'größe'
    ]) {
      const asked = (speller: Speller) => [
        speller.correct(text), speller.isEnglish(text), speller.isGerman(text), speller.isName(text)
      ]
      t.same(await words.spell(text, asked), asked(memory), text)
    }
    t.equal(await words.spell('tablrclith', (speller) => speller.correct('tablrclith')), 'tablecloth', 'two slips')
  })

  t.test(`${name}: odd words neither break a write nor a search`, async (t) => {
    const odd = ["o'neill \\ & | ! ( ) : * <-> 'x':A", 'nul \0 here', 'x'.repeat(3000), '日本語 テキスト', '\u{1f600}', 'a\ud800b', 'ſt ß İ ŉ']
    const index = await filled(t, url, odd.map((title, i) => product(`p${i}`, title.toWellFormed(), { brand: title.toWellFormed().slice(0, 90) })))
    for (const [i, text] of odd.entries()) {
      await t.resolves(index.texts.named(text))
      await t.resolves(index.texts.find(text).then(async (found) => await found.best(0.5, 9)), String(i))
      await t.resolves((await new StoredWords().of(index.texts, 'a', signal)).spell(text, (speller) => speller.correct(text)))
    }
    t.ok((await idsOf(index.texts, "o'neill")).includes('p0'))
    t.ok((await idsOf(index.texts, '日本語')).includes('p3'))
    t.same((await index.texts.named('日本語 テキスト')).titled, ['p3'])
    await t.resolves(index.texts.find(WORDS.join(' ').repeat(30)).then(async (found) => await found.best(0.5, 9)))
  })
}

function rounded ([id, { share }]: readonly [string, { readonly share: number }]): readonly [string, number] {
  return [id, Number(share.toFixed(9))]
}
