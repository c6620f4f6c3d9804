import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, getIntrospectionQuery, parse } from 'graphql'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.ts'
import { limitOperation, LIMITS } from '../../src/graphql/operation-limits.ts'
import { readSchema } from '../../src/graphql/schema.ts'
import { testApp } from '../fixtures/app.ts'

const schema = buildSchema(readSchema())
const limit = (query: string) => () => limitOperation(parse(query), schema)
const list = (length: number, write: (i: number) => string) => Array.from({ length }, (_, i) => write(i)).join(' ')
const exceeded = (message: RegExp) => ({ code: 'QUERY_COST_EXCEEDED', message })

t.test('each way to ask for too much is refused, with the bound and what was asked', async (t) => {
  const refused: ReadonlyArray<readonly [string, RegExp]> = [
    [`{ ${list(76, () => 'product(id: "a") { id }')} }`, /asks for 1596 points of cost; at most 1500/],
    [`{ ${list(40, () => 'tagValues(attribute: "color") { value }')} }`, /asks for 1640 points of cost/],
    [`{ ${list(4, () => '__schema { queryType { name } }')} }`, /asks for 1608 points of cost/],
    [`{ ${list(16, () => '__type(name: "Query") { name }')} }`, /asks for 1616 points of cost/],
    [`{ catalogue { ${list(51, (i) => `a${i}: name`)} } }`, /asks for 51 aliases; at most 50/],
    [`{ catalogue { ${list(601, () => 'name')} } }`, /asks for 602 fields; at most 600/],
    [`{ catalogue { ${list(33, () => 'name')} } }`, /asks for 528 comparisons of fields of one name; at most 500/],
    [`{ catalogue { ${list(33, () => '... { name }')} } }`, /asks for 528 comparisons/],
    [
      `{ catalogue { ...F } } fragment F on Catalogue { name } fragment G on Catalogue { ${list(33, () => 'name')} }`,
      /asks for 528 comparisons/
    ],
    [`{ catalogue { name ${list(51, () => '@skip(if: true)')} } }`, /asks for 51 directives; at most 50/],
    [`query (${list(51, (i) => `$v${i}: Int`)}) { catalogue { name } }`, /asks for 51 variables; at most 50/],
    [list(51, (i) => `query q${i} { catalogue { name } }`), /asks for 51 operations and fragments; at most 50/],
    [`{ ${'a { '.repeat(16)} b ${'}'.repeat(16)} }`, /asks for 17 levels of fields; at most 15/],
    [
      `{ catalogue { ...F0 } } ${list(40, (i) => `fragment F${i} on Catalogue { name ...F${i + 1} ...F${i + 1} }`)} fragment F40 on Catalogue { name }`,
      /points of cost|fields/
    ]
  ]

  for (const [query, message] of refused) t.throws(limit(query), exceeded(message), query.slice(0, 80))
})

t.test('fragments within themselves are refused, and what is unknown is left to validation', async (t) => {
  t.throws(limit('{ ...A } fragment A on Query { catalogue { ...B } } fragment B on Catalogue { name ...B }'), {
    message: /Cannot spread fragment "B" within itself/
  })
  t.throws(limit('{ catalogue { name } } fragment A on Query { b { ...A } }'), { message: /"A" within itself/ })
  t.doesNotThrow(limit('{ nothing { at { all } } ...Missing ... on Nowhere { a } }'))
  t.doesNotThrow(limit('subscription { a }'))
})

t.test('the introspection of editors is within bounds, deeper and repeated introspection is not', async (t) => {
  const { ask } = await testApp(t)
  const introspection = getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true
  })

  t.match(await ask(introspection), { statusCode: 200, data: { __schema: { queryType: { name: 'Query' } } } })
  t.match(
    await ask(
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }'
    ),
    { statusCode: 400 }
  )
})

t.test('tokens are counted while parsing, and a query as a syntax tree is not read', async (t) => {
  const { ask } = await testApp(t, { products: [] })

  t.match(await ask(`{ catalogue { ${list(2001, () => 'a')} } }`), {
    statusCode: 400,
    errors: [{ message: /asks for more than 2000 tokens; at most 2000/, extensions: { code: 'QUERY_COST_EXCEEDED' } }]
  })
  for (const tree of [parse('{ __typename }'), null, 3, { kind: 'Document' }]) {
    t.match(await ask(JSON.stringify(tree)), {
      statusCode: 400,
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }]
    })
  }
})

t.test('names that every object has are names as others, however often they are asked', async (t) => {
  const { ask } = await testApp(t)
  for (let i = 0; i < 8; i++) {
    const { data } = await ask('{ catalogue { constructor: products __proto__: products } }')
    t.same(Object.keys(data!['catalogue'] as object), ['constructor', '__proto__'])
    t.match(await ask('query ($toString: String) { catalogue { products } suggest(text: "a") { queries } }'), {
      errors: [{ message: /\$toString/ }]
    })
    t.match(await ask('query ($toString: Int) { search(topK: $toString, filter: { inStock: true }) { items { score } } }'), {
      data: { search: { items: [{}] } }
    })
  }
})

t.test('the cost of every field that calls a model or a store is stated in the schema', async (t) => {
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) => Object.values(type!.getFields()))

  t.ok(fields.length > 8)
  for (const { name, astNode } of fields) {
    t.ok(
      astNode!.directives!.some((directive) => directive.name.value === 'cost'),
      name
    )
  }
})

t.test('the documentation lists the limits as they are', async (t) => {
  const guide = readFileSync(join(packageRoot, 'docs/api.md'), 'utf8')
  const [, table = ''] = guide.split('| In one operation | At most |\n| --- | --- |\n')
  const rows = table
    .split('\n\n')[0]!
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()))

  t.same(Object.fromEntries(rows.map(([, what, most]) => [what, Number(most)])), LIMITS)
})
