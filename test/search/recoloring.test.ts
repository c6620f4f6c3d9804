import t from 'tap'
import { isOnlyColor, statedColors } from '../../src/search/recoloring.ts'

t.test('words that say nothing but a color', async (t) => {
  for (const text of ['red', 'in red', 'the same in red', 'this one, but navy blue please', 'Same thing in GREY', 'similar but black']) {
    t.ok(isOnlyColor(text), text)
  }
  for (const text of ['', 'the same', 'red dress', 'the same with long sleeves', 'with red laces', 'wine']) {
    t.notOk(isOnlyColor(text), text)
  }
})

t.test('a product that states another color loses, one that states none does not', async (t) => {
  const stated = statedColors('the same in dark red')
  t.ok(stated({ color: 'Burgundy' }) > 0)
  t.ok(stated({ color: ['black', 'red'] }) > 0)
  t.ok(stated({ color: 'blue' }) < 0)
  t.equal(stated({}), 0)
  t.equal(stated({ color: 'Aurora' }), 0, 'a name that says no color')
})
