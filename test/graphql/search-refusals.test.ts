import t from 'tap'
import { testApp } from '../fixtures/app.ts'
import { IDS } from '../fixtures/found.ts'

t.test('bad input gets a coded error that says what to do, before any model call', async (t) => {
  const { ask, model } = await testApp(t, { env: { MAX_TEXT_LENGTH: '20' } })
  const cases: Array<[args: string, code: string, message: RegExp]> = [
    ['without: "stripes"', 'BAD_USER_INPUT', /at least one of `text`, `imageUpload`, `photo` and `like`/],
    ['filter: { not: { not: { brand: ["A"] } } }', 'GRAPHQL_VALIDATION_FAILED', /"not" is not defined/],
    [
      'text: "a", sort: [{ key: PRICE }, { key: TITLE }, { key: NEWEST }, { key: PRICE }, { key: RELEVANCE }]',
      'BAD_USER_INPUT',
      /at most 4/
    ],
    ['text: "a text that is far too long"', 'TEXT_TOO_LONG', /at most 20/],
    ['text: "a", dimension: 3072', 'DIMENSION_UNSUPPORTED', /Ask for one of: 64, 32, 16/],
    ['text: "a", dimension: 32', 'DIMENSION_NOT_INDEXED', /Ask for one of: 64, 16/],
    ['text: "a", topK: 0', 'BAD_USER_INPUT', /give 1 to 100/],
    ['text: "a", topK: 101', 'BAD_USER_INPUT', /give 1 to 100/],
    ['text: "a", after: "abc.def"', 'INVALID_CURSOR', /without `after`/],
    ['text: "a", fusion: { text: 2 }', 'BAD_USER_INPUT', /fusion.text/],
    ['text: "a", filter: { price: { min: 2, max: 1 } }', 'FILTER_INVALID', /above/],
    ['text: "a", filter: { size: ["L"] }', 'GRAPHQL_VALIDATION_FAILED', /size/],
    ['text: "a", filter: { inStock: "yes" }', 'GRAPHQL_VALIDATION_FAILED', /Boolean/],
    ['like: "nobody"', 'PRODUCT_NOT_FOUND', /nobody/],
    ['imageUpload: "data:image/png;base64,AAAA"', 'BAD_USER_INPUT', /into a variable/]
  ]
  const photos: typeof cases = [
    ['data:image/png;base64,AAAA', 'UNSUPPORTED_MEDIA_TYPE', /JPEG, PNG, WebP/],
    ['https://shop.example/a.jpg', 'BAD_USER_INPUT', /data:image/]
  ]

  for (const [args, code, message] of cases) {
    const { data, errors } = await ask(`{ search${args && `(${args})`} { ${IDS} } }`)
    t.equal(data, null, args)
    t.match(errors, [{ message, extensions: { code } }], args)
  }
  for (const [photo, code, message] of photos) {
    const { errors } = await ask(`query ($photo: Upload) { search(imageUpload: $photo) { ${IDS} } }`, { photo })
    t.match(errors, [{ message, extensions: { code } }], photo)
  }
  t.equal(model.calls, 0)
})

t.test('an operation has bounded cost and depth', async (t) => {
  const { ask, model } = await testApp(t)
  const aliases = Array.from({ length: 5 }, (_, i) => `s${i}: search(text: "a${i}") { ${IDS} }`).join(' ')

  t.match((await ask(`{ ${aliases} }`)).errors, [
    { extensions: { code: 'QUERY_COST_EXCEEDED' }, message: /asks for 1515 points of cost; at most 1500/ }
  ])
  t.equal(model.calls, 0)
  t.match((await ask('{ search(text: "a") { items { product { nope } } } }')).errors, [
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }
  ])
  t.match((await ask('{ search(')).errors, [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }])
})

t.test('a problem is masked for callers', async (t) => {
  const { ask, model } = await testApp(t)
  model.problem = new Error('secret detail')

  const { errors, data, statusCode } = await ask(`{ search(text: "red") { ${IDS} } }`)

  t.equal(data, null)
  t.equal(statusCode, 500)
  t.match(errors, [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
  t.notMatch(JSON.stringify(errors), /secret/)
})

t.test('a search that takes too long is given up with TIMEOUT', async (t) => {
  const { ask, model } = await testApp(t, { env: { SEARCH_TIMEOUT_MS: '30' } })
  model.gate = new Promise((resolve) => setTimeout(resolve, 300))

  t.match((await ask(`{ search(text: "red") { ${IDS} } }`)).errors, [{ extensions: { code: 'TIMEOUT' } }])
})
