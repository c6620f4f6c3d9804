import t from 'tap'
import { namedColours, withoutColours } from '../../src/embedding/colour-words.ts'
import { COLOURS } from '../../src/images/colour/shades.ts'

t.test('colour words are found whole, in any case, and leave the rest of the text', async (t) => {
  const named = (text: string) => COLOURS.filter((_, i) => (namedColours(text)?.[i] ?? 0) > 0)
  t.same(named('Navy-blue and IVORY dress'), ['white', 'blue'])
  t.same(named('a redwood table, bored'), [])
  t.equal(withoutColours('Dark  Red T-shirt'), 'Dark T-shirt')
  t.equal(withoutColours('orange'), 'orange')
})
