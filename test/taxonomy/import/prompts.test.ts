import t from 'tap'
import { promptsOfName, promptsOfSharedName } from '../../../src/taxonomy/import/prompts-of-name.ts'

t.test('a name of one thing is asked for as it is', async (t) => {
  t.same(promptsOfName('Dresses'), ['dresses'])
  t.same(promptsOfName('Motor Vehicle A/V Players'), ['motor vehicle a/v players'])
})

t.test('a name of several things is asked for by each of them', async (t) => {
  t.same(promptsOfName('Hats, Scarves & Gloves'), ['hats', 'scarves', 'gloves'])
  t.same(promptsOfName('Bread & Butter'), ['bread', 'butter'])
  t.same(promptsOfName('Sofas; Armchairs'), ['sofas', 'armchairs'])
  t.same(promptsOfName('Sofas and Armchairs'), ['sofas', 'armchairs'])
})

t.test('words that several things share are given to each', async (t) => {
  t.same(promptsOfName('Baby & Toddler Dresses'), ['baby dresses', 'toddler dresses'])
  t.same(promptsOfName('Snow Pants & Suits'), ['snow pants', 'snow suits'])
  t.same(promptsOfName('Dining, Kitchen & Garden Chairs'), ['dining chairs', 'kitchen chairs', 'garden chairs'])
})

t.test('words that say nothing by themselves are left out, or told by what they belong to', async (t) => {
  t.same(promptsOfName('Handbags & Cases'), ['handbags'])
  t.same(promptsOfName('Parts & Accessories', 'Cameras & Optics'), [
    'cameras optics parts',
    'cameras optics accessories'
  ])
  t.same(promptsOfName('Accessories'), ['accessories'], 'nothing else is known of it')
})

t.test('a name that several categories have is told by the parent', async (t) => {
  t.same(promptsOfSharedName('Covers', 'Sofas'), ['sofas covers'])
  t.same(promptsOfSharedName('Legs & Feet', 'Chairs and Stools'), ['chairs stools legs', 'chairs stools feet'])
})

t.test('no prompt comes twice', async (t) => {
  t.same(promptsOfName('Shoes & Shoes'), ['shoes'])
})
