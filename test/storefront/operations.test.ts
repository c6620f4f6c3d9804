import { buildSchema, parse, validate } from 'graphql'
import t from 'tap'
import { readSchema } from '../../src/graphql/schema.ts'
import { storefrontModule } from '../fixtures/storefront-module.ts'

interface Operation {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}
interface Pages extends Readonly<Record<string, unknown>> {
  searchOperation(state: object, options: object): Operation
}

const schema = buildSchema(readSchema())

function mistakes (query: string): string[] {
  return validate(schema, parse(query)).map(({ message }) => message)
}

t.test('every operation that the pages keep is valid by the schema', async (t) => {
  const modules = [await storefrontModule<Pages>('operation'), await storefrontModule<Pages>('review/operation')]
  const queries = modules.flatMap((module) => Object.entries(module)).filter(([, value]) => typeof value === 'string')

  t.ok(queries.length >= 9)
  for (const [name, query] of queries) t.same(mistakes(String(query)), [], name)
})

t.test('the search of a state that uses everything is valid, too', async (t) => {
  const { searchOperation } = await storefrontModule<Pages>('operation')
  const { START } = await storefrontModule<{ START: object }>('state')
  const everything = {
    ...START,
    q: 'lamp',
    photo: {},
    like: 'a',
    without: 'b',
    weight: 40,
    category: ['Home'],
    brand: ['Aurora'],
    color: ['red'],
    tags: ['new'],
    attribute: ['Material=Linen'],
    sort: 'newest',
    variety: 'brand',
    min: '1',
    max: '9',
    currency: 'EUR',
    inStock: true,
    dimension: 256,
    cutoff: false
  }
  const { query, variables } = searchOperation(everything, { after: 'cursor' })

  t.same(mistakes(query), [])
  t.match(Object.keys(variables), [
    'text',
    'imageUpload',
    'dimension',
    'topK',
    'like',
    'without',
    'filter',
    'fusion',
    'sort',
    'variety',
    'after',
    'cutoff'
  ])
})
