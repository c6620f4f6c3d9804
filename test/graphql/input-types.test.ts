import t from 'tap'
import { buildSchema, getNamedType, isInputObjectType, type GraphQLInputObjectType } from 'graphql'
import { readSchema } from '../../src/graphql/schema.ts'
import { testApp } from '../fixtures/app.ts'
import { IDS } from '../fixtures/found.ts'

t.test('no input type contains itself: compiling a variable of one would never end', (t) => {
  for (const type of Object.values(buildSchema(readSchema()).getTypeMap())) {
    if (isInputObjectType(type)) t.notOk(containsItself(type), type.name)
  }
  t.end()
})

t.test('a filter in a variable is answered before and after its operation is compiled', async (t) => {
  const { ask } = await testApp(t)
  const query = `query ($filter: ProductFilter) { search(filter: $filter) { ${IDS} } }`
  for (let run = 0; run < 10; run++) {
    const { data, errors } = await ask(query, { filter: { not: { brand: ['Nobody'] } } })
    t.notOk(errors, `run ${run}`)
    t.ok(data)
  }
})

function containsItself (type: GraphQLInputObjectType, seen = new Set<string>()): boolean {
  if (seen.has(type.name)) return true
  return Object.values(type.getFields()).some((field) => {
    const inner = getNamedType(field.type)
    return isInputObjectType(inner) && containsItself(inner, new Set([...seen, type.name]))
  })
}
