import t from 'tap'
import { englishWords } from '../../../src/search/text/english-words.ts'
import { Speller } from '../../../src/search/text/speller.ts'
import { Vocabulary } from '../../../src/search/text/vocabulary.ts'
import { product } from '../../fixtures/app.ts'

function spellerOf (...products: Array<ReturnType<typeof product>>): Speller {
  const vocabulary = new Vocabulary()
  for (const one of products) vocabulary.add(one)
  return new Speller(vocabulary, englishWords())
}

const SHOP = [
  product('1', 'Wedding Dress', { brand: 'Zanetti' }),
  product('2', 'Tablet Stand', { description: 'Holds a tablet on the table.' }),
  product('3', 'Chickpeas in Water'),
  product('4', 'Head Torch', { identifiers: ['WXQ-1001'] }),
  product('5', 'Spirit Level', { attributes: { series: ['Flexomat'] } })
]

t.test('one slip is put right, whichever it is, and the rest of the text stays as it was', async (t) => {
  const speller = spellerOf(...SHOP)
  for (const typed of ['weding dress', 'weddding dress', 'wdeding dress', 'weddinh dress']) {
    t.equal(speller.correct(typed), 'wedding dress', typed)
  }
  t.equal(speller.correct('White weding-dress, 2 pcs!'), 'White wedding-dress, 2 pcs!')
  t.equal(speller.correct('scredriver'), 'screwdriver', 'a word of the language that the shop does not have')
  t.equal(speller.correct('chickpeeas'), 'chickpeas')
  t.equal(speller.correct('flexomst'), 'flexomat', 'a word that only the shop knows')
  t.equal(speller.correct('sprit level'), 'spirit level', 'a rare word where a product is called almost so')
})

t.test('what the catalogue or the language knows is never changed', async (t) => {
  const speller = spellerOf(...SHOP)
  for (const text of [
    'bedding',
    'wedding dresses',
    'zanetti',
    'WXQ-1001',
    'wxq-1002',
    'table',
    'flexomat',
    '4x40',
    'ssd',
    '',
    '🎉',
    'tablets',
    'Äpfel'
  ]) {
    t.equal(speller.correct(text), undefined, text)
  }
})

t.test('words that the shop writes together or apart are brought into its form', async (t) => {
  const speller = spellerOf(...SHOP)
  t.equal(speller.correct('chick peas'), 'chickpeas')
  t.equal(speller.correct('headtorch'), 'head torch')
  t.equal(speller.correct('head torch'), undefined)
})

t.test('two slips are put right in long words that the shop writes', async (t) => {
  t.equal(spellerOf(...SHOP).correct('chicpees'), 'chickpeas')
})

t.test('a catalogue in another language is not corrected into English', async (t) => {
  const speller = spellerOf(
    product('1', 'Schraubenzieher Kreuzschlitz'),
    product('2', 'Wasserwaage Aluminium'),
    product('3', 'Gartenschlauch')
  )
  t.equal(speller.correct('gartenschluch'), 'gartenschlauch')
  t.equal(speller.correct('hamer'), undefined)
})

t.test('a text in another language is told from one with a name or a slip in it', async (t) => {
  const speller = spellerOf(...SHOP)
  for (const text of ['red dress', 'zanetti', 'rawlplugs', 'polaroid camera', '', '12']) {
    t.ok(speller.isEnglish(text), text)
  }
  for (const text of ['schwarze handtasche', 'красное платье', '赤いドレス', 'zapatos negros de cuero']) {
    t.notOk(speller.isEnglish(text), text)
  }
})

t.test('a word that is longer than any is left alone, in however many ways it could be misspelt', async (t) => {
  let asked = 0
  class Counting extends Vocabulary {
    override hasExactly (word: string): boolean {
      asked++
      return super.hasExactly(word)
    }
  }
  const speller = new Speller(new Counting(), englishWords())

  t.equal(speller.correct('q'.repeat(1000)), undefined)
  t.equal(asked, 0)
  speller.correct('qqqqqq')
  t.ok(asked > 100)
})
