import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { packageRoot } from '../../../src/shared/package-root.ts'
import { importTaxonomy, type TaxonomyImport } from '../../../src/taxonomy/import/import-taxonomy.ts'
import { CATEGORY, Taxonomy } from '../../../src/taxonomy/taxonomy.ts'
import { ENGLISH, GERMAN } from '../../fixtures/google-categories.ts'

async function importing (t: Test, lines: string, options: Partial<TaxonomyImport> = {}) {
  const folder = t.testdir({ 'en.txt': lines, 'de.txt': GERMAN })
  const file = await importTaxonomy({
    file: join(folder, 'en.txt'),
    from: 'google',
    name: 'shop',
    under: [],
    locales: new Map(),
    ...options
  })
  return new Taxonomy(file)
}

function promptsOf (taxonomy: Taxonomy): Record<string, readonly string[]> {
  return Object.fromEntries(taxonomy.category.labels.map(({ value, prompts }) => [value, prompts]))
}

t.test('each line is a category with its id, and the leaves get prompts that mean something', async (t) => {
  const taxonomy = await importing(t, ENGLISH)

  t.equal(taxonomy.version, '2021-09-21')
  t.same(promptsOf(taxonomy), {
    'Apparel & Accessories/Clothing/Dresses': ['dresses'],
    'Apparel & Accessories/Clothing/Baby & Toddler Clothing/Baby & Toddler Dresses': [
      'baby dresses',
      'toddler dresses'
    ],
    'Apparel & Accessories/Clothing/Snow Pants & Suits': ['snow pants', 'snow suits'],
    'Apparel & Accessories/Handbags, Wallets & Cases': ['handbags', 'wallets'],
    'Apparel & Accessories/Shoes': ['shoes'],
    'Furniture/Chairs/Accessories': ['chairs accessories'],
    'Furniture/Sofas/Accessories': ['sofas accessories'],
    'Vehicles & Parts/Motor Vehicle A-V Players': ['motor vehicle a/v players']
  })
  t.same(taxonomy.externalIds(CATEGORY, 'Apparel & Accessories/Shoes'), { google: '187' })
})

t.test(
  "what a feed states is recognised: the list's path, its end, a part of a name, a name in another language, the id",
  async (t) => {
    const taxonomy = await importing(t, ENGLISH, { locales: new Map([['de', join(t.testdirName, 'de.txt')]]) })
    const cases = {
      'Apparel & Accessories > Clothing > Dresses': 'Apparel & Accessories/Clothing/Dresses',
      'Apparel and Accessories/Shoes': 'Apparel & Accessories/Shoes',
      'Chairs > Accessories': 'Furniture/Chairs/Accessories',
      'My shop > Sofas > Accessories': 'Furniture/Sofas/Accessories',
      Wallets: 'Apparel & Accessories/Handbags, Wallets & Cases',
      'Möbel > Stühle': 'Furniture/Chairs',
      'Vehicles & Parts > Motor Vehicle A/V Players': 'Vehicles & Parts/Motor Vehicle A-V Players',
      2271: 'Apparel & Accessories/Clothing/Dresses'
    }

    for (const [stated, path] of Object.entries(cases)) t.equal(taxonomy.resolveCategory(stated), path, stated)
    t.equal(taxonomy.resolveCategory('Accessories'), undefined, 'a name of two categories means neither')
    t.equal(taxonomy.resolveCategory('Lamps > Accessories'), undefined)
  }
)

t.test('names of other languages are found by the id; each step of a path is shown in the language', async (t) => {
  const taxonomy = await importing(t, ENGLISH, { locales: new Map([['de', join(t.testdirName, 'de.txt')]]) })

  t.equal(
    taxonomy.nameOf(CATEGORY, 'Apparel & Accessories/Clothing/Dresses', 'de-AT'),
    'Bekleidung & Accessoires/Bekleidung/Kleider'
  )
  t.equal(taxonomy.nameOf(CATEGORY, 'Furniture/Sofas', 'de'), 'Möbel/Sofas')
})

t.test('a list in another language takes its prompts from the English one', async (t) => {
  const folder = t.testdir({ 'en.txt': ENGLISH, 'de.txt': GERMAN })
  const file = await importTaxonomy({
    file: join(folder, 'de.txt'),
    from: 'google',
    name: 'shop',
    under: ['Bekleidung & Accessoires'],
    locales: new Map([['en', join(folder, 'en.txt')]])
  })

  t.same(promptsOf(new Taxonomy(file)), {
    'Bekleidung & Accessoires/Bekleidung/Kleider': ['dresses'],
    'Bekleidung & Accessoires/Schuhe': ['shoes']
  })
})

t.test('branches are taken by their path, in either way to write it', async (t) => {
  const taxonomy = await importing(t, ENGLISH, { under: ['furniture > chairs', 'Apparel & Accessories/Clothing'] })

  t.same(
    taxonomy.category.labels.map(({ value }) => value),
    [
      'Furniture/Chairs/Accessories',
      'Apparel & Accessories/Clothing/Dresses',
      'Apparel & Accessories/Clothing/Baby & Toddler Clothing/Baby & Toddler Dresses',
      'Apparel & Accessories/Clothing/Snow Pants & Suits'
    ]
  )
  await t.rejects(importing(t, ENGLISH, { under: ['Clothing'] }), {
    code: 'BAD_USER_INPUT',
    message: /--under "Clothing" names no category of the list/
  })
})

t.test('a list without ids is as good, save for other languages', async (t) => {
  const bare = ENGLISH.replace(/^\d+ - /gm, '')

  t.same(promptsOf(await importing(t, bare)), promptsOf(await importing(t, ENGLISH)))
  await t.rejects(importing(t, bare, { locales: new Map([['de', join(t.testdirName, 'de.txt')]]) }), {
    code: 'TAXONOMY_INVALID',
    message: /en\.txt .*take the list with ids/
  })
})

t.test('a line that is wrong is named with what to do', async (t) => {
  const cases = {
    'line 2 has an empty step: "3 - Animals > > Food"; write it like': '1 - Animals\n3 - Animals > > Food',
    'line 3 has no id, unlike line 1; give all lines an id or none':
      '1 - Animals\n2 - Animals > Food\nAnimals > Toys',
    'line 2 has the id 1 of line 1; give each category its own': '1 - Animals\n1 - Animals > Food',
    'line 3 names "Animals/food" again, after line 2; remove one':
      '1 - Animals\n2 - Animals > Food\n3 - Animals > food',
    'line 1: the line is not UTF-8; save the file as UTF-8': Buffer.from('Möbel', 'latin1'),
    'it names no category; each line must be like "1604 - Apparel & Accessories > Clothing"':
      '# Google_Product_Taxonomy_Version: 2021-09-21\n\n',
    'categories has one leaf only': '1 - Animals\n2 - Animals > Food'
  }
  for (const [message, lines] of Object.entries(cases)) {
    await writeFile(join(t.testdir(), 'list.txt'), lines)
    await t.rejects(
      importTaxonomy({
        file: join(t.testdirName, 'list.txt'),
        from: 'google',
        name: 'shop',
        under: [],
        locales: new Map()
      }),
      { code: 'TAXONOMY_INVALID', message: `cannot be used: ${message}` }
    )
  }
})

t.test('the attributes that ship apply to the categories that mean the same', async (t) => {
  const taxonomy = await importing(t, ENGLISH, { attributesOf: join(packageRoot, 'models', 'taxonomy.json') })
  const names = (path: string) => taxonomy.attributesOf(path).map(({ name }) => name)

  t.ok(names('Apparel & Accessories/Clothing/Dresses').includes('sleeve length'))
  t.ok(names('Apparel & Accessories/Shoes').includes('color'))
  t.notOk(names('Furniture/Sofas').includes('sleeve length'))
  t.ok(names('Furniture/Sofas').includes('style'))
  t.notOk(
    taxonomy.attributes.some(({ name }) => name === 'plant place'),
    'there are no plants'
  )
})
