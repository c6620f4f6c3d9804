import t from 'tap'
import { namedColours, withoutColours } from '../../src/embedding/colour-words.ts'
import { dot } from '../../src/embedding/embedder.ts'
import { COLOURS } from '../../src/images/color/color-names.ts'

t.test('colour words are found whole, in any case, and leave the rest of the text', async (t) => {
  const named = (text: string) => COLOURS.filter((_, i) => (namedColours(text)?.[i] ?? 0) > 0)
  t.same(named('Navy-blue and IVORY dress'), ['white', 'blue'])
  t.same(named('a redwood table, bored'), [])
  t.equal(withoutColours('Dark  Red T-shirt'), 'Dark T-shirt')
  t.equal(withoutColours('orange'), 'orange')
})

t.test('every colour is named by its own word, and the weights of several are even', async (t) => {
  for (const [i, colour] of COLOURS.entries()) t.equal(namedColours(`a ${colour} thing`)?.[i], 1, colour)

  const weights = namedColours('black, WHITE and red; red again')!
  t.ok(Math.abs(dot(weights, weights) - 1) < 1e-6)
  t.same([...weights].filter((weight) => weight > 0).length, 3)
  t.equal(new Set(weights).size, 2)
})

t.test('a word for two colours names both', async (t) => {
  const weights = namedColours('khaki trousers')!

  t.same(COLOURS.filter((_, i) => weights[i]! > 0), ['green', 'beige'])
})

t.test('a text without colours, or without words, names none and is left alone', async (t) => {
  for (const text of ['', '  ', '42', '👗', 'Größe 38', 'rosé wine', 'goldfish', 'blueprint', 'redødress']) {
    t.equal(namedColours(text), undefined, text)
    t.equal(withoutColours(text), text)
  }
})

t.test('what is left without colours is trimmed, keeps its case and its letters of any script', async (t) => {
  t.equal(withoutColours('Navy Größe 38, RED'), 'Größe 38,')
  t.equal(withoutColours('blue/white кроссовки'), '/ кроссовки')
  t.equal(withoutColours('a black-tie event'), 'a -tie event')
})

t.test('a text of colours and numbers alone stays whole, since nothing would say what it is', async (t) => {
  for (const text of ['red', 'Red 38', 'black & white', 'grey/GRAY 12']) t.equal(withoutColours(text), text)
})
