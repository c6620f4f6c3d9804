import t from 'tap'
import { editsOf } from '../../src/search/text/edits.ts'
import { stem, tellingWords, wordsOf } from '../../src/shared/words.ts'

t.test(
  'a word is one word however it is written: case, accents, full width, picture signs, a unit at its number',
  async (t) => {
    t.same(wordsOf('Crème BRÛLÉE'), ['creme', 'brulee'])
    t.same(wordsOf('Ｔｅａ 🍵 cup'), ['tea', 'cup'])
    t.same(wordsOf('500g flour'), wordsOf('500 g flour'))
    t.same(wordsOf('E27, A4 and 1.5 l'), ['e27', 'a4', 'and', '1.5', 'l'])
    t.same(wordsOf('Maßstab'), ['massstab'])
    t.same(wordsOf('日本'), ['日本'])
    t.same(wordsOf('?!'), [])
  }
)

t.test('singular and plural, British and American are one; other words stay apart', async (t) => {
  for (const [a, b] of [
    ['shoes', 'shoe'],
    ['brushes', 'brush'],
    ['batteries', 'battery'],
    ['boxes', 'box'],
    ['hoses', 'hose'],
    ['tomatoes', 'tomato'],
    ['lenses', 'lens'],
    ['glasses', 'glass'],
    ['grey', 'gray'],
    ['organisers', 'organizer']
  ]) {
    t.equal(stem(a!), stem(b!), `${a}`)
  }
  for (const [a, b] of [
    ['bedding', 'wedding'],
    ['glass', 'glas'],
    ['bus', 'bu'],
    ['tennis', 'tenni'],
    ['gas', 'ga']
  ]) {
    t.not(stem(a!), stem(b!), `${a}`)
  }
})

t.test('words that say nothing are left out, unless there are no others', async (t) => {
  t.same(tellingWords('something for the garden hoses, please'), ['garden', 'hose'])
  t.same(tellingWords('the the'), ['the'])
})

t.test('all words one slip away are tried, and the likelier slip costs less', async (t) => {
  const edits = [...editsOf('abce')]
  const words = edits.map(({ word }) => word)
  const cost = (word: string) => Math.min(...edits.filter((edit) => edit.word === word).map(({ cost }) => cost))

  for (const word of ['bace', 'acbe', 'abec', 'bce', 'abc', 'xabce', 'abxce', 'abcex', 'abxe']) {
    t.ok(words.includes(word), word)
  }
  t.notOk(words.includes('abce'), 'not the word itself')
  t.ok(cost('acbe') < cost('abxe'), 'letters in the wrong order are likelier than another letter')
  t.ok(cost('abcee') < cost('abcqe'), 'a letter twice is likelier than one too many')
  t.ok(cost('xbce') > cost('abcx'), 'the first letter is typed with care')
})

t.test('units and sizes are one however they are written', async (t) => {
  for (const [one, other] of [
    ['500g', '500 grams'],
    ['1,5 l', '1.5 litres'],
    ['1,000 ml', '1000ml'],
    ['15"', '15 inch'],
    ['27 Zoll', '27 inches'],
    ['4x40', '4 × 40'],
    ['2 kilos', '2kg']
  ] as const) {
    t.same(tellingWords(one), tellingWords(other), one)
  }
  t.notSame(tellingWords('size 42'), tellingWords('size 43'))
  t.same(tellingWords('x-ray 4 me'), ['x', 'ray', '4'])
})
