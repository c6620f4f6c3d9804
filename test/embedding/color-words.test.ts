import t from 'tap'
import { namedColors, withoutColors } from '../../src/embedding/color-words.ts'
import { dot } from '../../src/embedding/embedder.ts'
import { COLORS } from '../../src/images/color/color-names.ts'

t.test('color words are found whole, in any case, and leave the rest of the text', async (t) => {
  const named = (text: string) => COLORS.filter((_, i) => (namedColors(text)?.[i] ?? 0) > 0)
  t.same(named('Navy-blue and IVORY dress'), ['white', 'blue'])
  t.same(named('a redwood table, bored'), [])
  t.equal(withoutColors('Dark  Red T-shirt'), 'Dark T-shirt')
  t.equal(withoutColors('orange'), 'orange')
})

t.test('every color is named by its own word, and the weights of several are even', async (t) => {
  for (const [i, color] of COLORS.entries()) t.equal(namedColors(`a ${color} thing`)?.[i], 1, color)

  const weights = namedColors('black, WHITE and red; red again')!
  t.ok(Math.abs(dot(weights, weights) - 1) < 1e-6)
  t.same([...weights].filter((weight) => weight > 0).length, 3)
  t.equal(new Set(weights).size, 2)
})

t.test('a word for two colors names both', async (t) => {
  const weights = namedColors('khaki trousers')!

  t.same(COLORS.filter((_, i) => weights[i]! > 0), ['green', 'beige'])
})

t.test('a text without colors, or without words, names none and is left alone', async (t) => {
  for (const text of ['', '  ', '42', '👗', 'Größe 38', 'rosé wine', 'goldfish', 'blueprint', 'redødress']) {
    t.equal(namedColors(text), undefined, text)
    t.equal(withoutColors(text), text)
  }
})

t.test('what is left without colors is trimmed, keeps its case and its letters of any script', async (t) => {
  t.equal(withoutColors('Navy Größe 38, RED'), 'Größe 38,')
  t.equal(withoutColors('blue/white кроссовки'), '/ кроссовки')
  t.equal(withoutColors('a black-tie event'), 'a -tie event')
})

t.test('a text of colors and numbers alone stays whole, since nothing would say what it is', async (t) => {
  for (const text of ['red', 'Red 38', 'black & white', 'grey/GRAY 12']) t.equal(withoutColors(text), text)
})
