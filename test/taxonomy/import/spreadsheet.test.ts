import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { importTaxonomy, type TaxonomyImport } from '../../../src/taxonomy/import/import-taxonomy.ts'
import { CATEGORY, Taxonomy } from '../../../src/taxonomy/taxonomy.ts'
import { ENGLISH } from '../../fixtures/google-categories.ts'

const SHEET = `attribute,value,category,synonyms,prompts,type,threshold,name:de,id:google
category,Home > Sofas & Armchairs,,,,,"0,7",Sofas & Sessel,460
category,Home,,,,,,Wohnen,536
category,Fashion/Dress,,gown|frock,,,,Kleid,2271
finish,,Home,,,one of,0.8,Oberfläche,
finish,matt,Home,,"matt finish|dull",,,matt,
finish,"glossy, bright",,shiny,,,,,
mood,calm,,,,MANY_OF,,,
mood,loud,,,,many,,,
`

async function importing (t: Test, lines: string, options: Partial<TaxonomyImport> = {}) {
  const folder = t.testdir({ 'google.txt': ENGLISH })
  const file = join(folder, 'sheet.csv')
  await writeFile(file, lines)
  return await importTaxonomy({ file, from: 'csv', name: 'shop', under: [], locales: new Map(), ...options })
}

t.test('a row is a label, a category or what holds for an attribute', async (t) => {
  const file = await importing(t, SHEET)

  t.same(file, {
    name: 'shop',
    version: '1',
    templates: ['a photo of {}'],
    threshold: 0.7,
    categories: [
      {
        name: 'Home',
        names: { de: 'Wohnen' },
        externalIds: { google: '536' },
        prompts: ['home'],
        children: [
          {
            name: 'Sofas & Armchairs',
            names: { de: 'Sofas & Sessel' },
            externalIds: { google: '460' },
            prompts: ['sofas', 'armchairs']
          }
        ]
      },
      {
        name: 'Fashion',
        children: [
          { name: 'Dress', synonyms: ['gown', 'frock'], names: { de: 'Kleid' }, externalIds: { google: '2271' } }
        ]
      }
    ],
    attributes: [
      {
        name: 'finish',
        type: 'ONE_OF',
        appliesTo: ['Home'],
        threshold: 0.8,
        names: { de: 'Oberfläche' },
        labels: [
          { value: 'matt', prompts: ['matt finish', 'dull'], names: { de: 'matt' } },
          { value: 'glossy, bright', synonyms: ['shiny'] }
        ]
      },
      {
        name: 'mood',
        type: 'MANY_OF',
        appliesTo: ['Home', 'Fashion'],
        labels: [{ value: 'calm' }, { value: 'loud' }]
      }
    ]
  })
  t.equal(new Taxonomy(file).attributeName('finish', 'de'), 'Oberfläche')
  t.equal(new Taxonomy(file).nameOf(CATEGORY, 'Fashion/Dress', 'de'), 'Fashion/Kleid')
})

t.test('tabs and semicolons separate cells, too', async (t) => {
  const bare = SHEET.replace('"glossy, bright"', 'glossy')
    .replace('"0,7"', '0.7')
    .replace('"matt finish|dull"', 'matt finish')

  const expected = await importing(t, bare)
  for (const delimiter of ['\t', ';']) t.same(await importing(t, bare.replaceAll(',', delimiter)), expected)
})

t.test('its attributes go onto categories of Google', async (t) => {
  const sheet = 'attribute,value,category\nseat,one,Furniture > Chairs|Sofas\nseat,two,187\n'
  const folder = t.testdir({ 'google.txt': ENGLISH, 'sheet.csv': sheet })
  const file = await importTaxonomy({
    file: join(folder, 'google.txt'),
    from: 'google',
    name: 'shop',
    under: [],
    locales: new Map(),
    attributesOf: join(folder, 'sheet.csv')
  })

  t.same(
    file.attributes.map(({ name, appliesTo }) => [name, appliesTo]),
    [['seat', ['Furniture/Chairs', 'Furniture/Sofas', 'Apparel & Accessories/Shoes']]]
  )
})

t.test('a row that is wrong is named with what to do', async (t) => {
  const heads = 'attribute,value,category,type,threshold\ncategory,A,,,\ncategory,B,,,\n'
  const cases: ReadonlyArray<readonly [string, string]> = [
    ['line 1 names the column "color"; known are attribute, value, category', 'attribute,value,color\n'],
    ['line 1 lacks the column "value"', 'attribute,category\n'],
    ['it has no rows; the first line must name columns', 'attribute,value\n'],
    ['it has no rows of the attribute "category"; add them', 'attribute,value\nmood,calm\nmood,loud\n'],
    ['line 4 has no attribute', `${heads},calm,,,\n`],
    [
      'line 4 has 6 cells, line 1 5; put cells with the delimiter in them into quotes',
      `${heads}mood,calm,A,ONE_OF,0.5,x\n`
    ],
    ['line 4 begins the attribute "mood", which has fewer than two values', `${heads}mood,calm,,,\n`],
    ['line 5 gives "mood" the value "Calm" of line 4 again; remove one', `${heads}mood,calm,,,\nmood,Calm,,,\n`],
    ['line 4 has the type "some"; write ONE_OF or MANY_OF', `${heads}mood,calm,,some,\nmood,loud,,,\n`],
    [
      'line 5 says MANY_OF for the attribute "mood", line 4 ONE_OF; state it once',
      `${heads}mood,calm,,one,\nmood,loud,,many,\n`
    ],
    ['line 5 has the threshold "70 %"; write a number from 0 to 1', `${heads}mood,calm,,,\nmood,loud,,,70 %\n`],
    [
      'line 5 names the category "A > C", which there is none of; add it',
      `${heads}mood,calm,A,,\nmood,loud,A > C,,\n`
    ],
    ['line 4 has no whole path of a category: "A//B"; write it like', `${heads}category,A//B,,,\n`],
    ['line 4 names "A" again, after line 2; remove one', `${heads}category,A,,,\n`],
    ['line 2: the row is not CSV', 'attribute,value\n"mood,calm\nmood,loud\n']
  ]
  for (const [message, lines] of cases) {
    await t.rejects(importing(t, lines), { code: 'TAXONOMY_INVALID', message: `cannot be used: ${message}` }, message)
  }
})
