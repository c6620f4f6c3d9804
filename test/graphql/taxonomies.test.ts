import t from 'tap'
import { reviewApp } from '../fixtures/review-app.ts'

t.test('a client learns what can be asked', async (t) => {
  const { ask } = await reviewApp(t)

  const { taxonomies } = (await ask('{ taxonomies { name version attributes { name type } } }')).data as {
    taxonomies: ReadonlyArray<{ name: string }>
  }

  t.same(taxonomies[0], {
    name: 'small',
    version: '7',
    attributes: [
      { name: 'color', type: 'MANY_OF' },
      { name: 'size', type: 'ONE_OF' }
    ]
  })
  t.same(
    taxonomies.map(({ name }) => name),
    ['small', 'general']
  )
})

t.test('attributes are those of the category that is known: as asked, else as reviewed', async (t) => {
  const { ask, review } = await reviewApp(t)
  const TAG =
    'query ($category: String) { autoTagProduct(id: "plain-red", category: $category) { category { path } tags { attribute } abstained { attribute alternatives { value confidence } } } }'
  const asked = async (category?: string) => {
    const {
      category: { path },
      tags,
      abstained
    } = (await ask(TAG, { category })).data!['autoTagProduct'] as {
      category: { path: string }
      tags: Array<{ attribute: string }>
      abstained: Array<{ attribute: string; alternatives: unknown[] }>
    }
    return {
      path,
      attributes: [...new Set([...tags, ...abstained].map(({ attribute }) => attribute))].sort(),
      abstained
    }
  }

  const dress = await asked('dress')
  t.same(dress.attributes, ['color', 'size'])
  t.match(dress.abstained.find(({ attribute }) => attribute === 'size')!.alternatives, [
    { value: 'long', confidence: Number },
    { value: 'short', confidence: Number }
  ])
  t.same((await asked('Home/Sofa')).attributes, ['color'])
  t.equal((await asked('Home/Sofa')).path, (await asked()).path, "the category is still the photo's own")
  await review('plain-red', { attribute: 'category', verdict: 'REPLACE', replacement: 'Fashion/Dress' })
  t.same(await asked(), { ...dress, path: 'Fashion/Dress', abstained: (await asked()).abstained })
  t.same((await asked()).attributes, ['color', 'size'])
  t.match(await ask(TAG, { category: 'Boat' }), {
    statusCode: 400,
    errors: [{ message: /"Boat" is no value of category\. Known: Fashion/, extensions: { code: 'BAD_USER_INPUT' } }]
  })
})
