import t from 'tap'
import { UploadedFile } from '../../src/images/upload.ts'
import { checkRequest, isBrowsing, type SearchRequest } from '../../src/search/request.ts'
import { image } from '../fixtures/images.ts'

const LIMITS = {
  maxTextLength: 10,
  image: { maxBytes: 10_000, maxPixels: 1000 },
  media: { model: 'fake-1', maxBytes: 10_000, maxSeconds: 30, maxPages: 10, whyNot: () => undefined }
}
const check = async (request: SearchRequest) => await checkRequest(request, LIMITS)

t.test('blank parts are left out, as an empty search box is', async (t) => {
  for (const blank of ['', ' ', '\n\t', '\u00a0\u2003']) {
    t.match(await check({ text: 'red', without: blank }), { text: 'red', without: undefined }, JSON.stringify(blank))
    t.match(await check({ text: blank, like: 'lamp' }), { text: undefined, like: 'lamp' }, JSON.stringify(blank))
  }
  t.match(await check({ text: 'red', like: '' }), { text: 'red', like: undefined })
})

t.test('who asks for nothing browses; what to have less of needs something that it is taken from', async (t) => {
  for (const request of [{}, { text: '  ' }, { like: '' }, { filter: { brand: ['Aurora'] } }]) {
    t.ok(isBrowsing(await check(request)), JSON.stringify(request))
  }
  t.notOk(isBrowsing(await check({ text: 'red' })))
  await t.rejects(check({ without: 'stripes' }), {
    code: 'BAD_USER_INPUT',
    message: /Give at least one of `text`, `imageUpload`, `photo` and `like`, too/
  })
})

t.test('words may be as long as the limit, blanks around them not counted', async (t) => {
  t.equal((await check({ text: `  ${'a'.repeat(10)}\n` })).text, 'a'.repeat(10))
  await t.rejects(check({ text: 'a'.repeat(11) }), {
    code: 'TEXT_TOO_LONG',
    message: 'The text has 11 characters; at most 10 are read. Shorten it.'
  })
  await t.rejects(check({ text: 'red', without: 'a'.repeat(11) }), { code: 'TEXT_TOO_LONG' })
})

t.test('topK is 10 unless asked otherwise, and 1 to 100', async (t) => {
  t.equal((await check({ text: 'red' })).topK, 10)
  for (const topK of [1, 100]) t.equal((await check({ text: 'red', topK })).topK, topK)
  for (const topK of [-1, 0, 101]) {
    await t.rejects(check({ text: 'red', topK }), {
      code: 'BAD_USER_INPUT',
      message: `\`topK\` is ${topK}; give 1 to 100, and use \`after\` for more.`
    })
  }
})

t.test('weights are 0 to 1, and the one that is not is named as the caller writes it', async (t) => {
  for (const weight of [0, 0.5, 1]) {
    t.same((await check({ text: 'red', fusion: { weights: { TEXT: weight } } })).fusion.weights, { TEXT: weight })
  }
  for (const weight of [-0.1, 1.01, NaN, Infinity]) {
    await t.rejects(check({ text: 'red', fusion: { weights: { IMAGE: 1, WITHOUT: weight } } }), {
      code: 'BAD_USER_INPUT',
      message: `\`fusion.without\` is ${weight}; give 0 to 1.`
    })
  }
})

t.test('a photo is looked at before anything is asked of a model', async (t) => {
  const upload = new UploadedFile(await image('png', { width: 20, height: 30 }))

  t.match((await check({ image: upload })).image, { width: 20, height: 30, hash: /^[0-9a-f]{64}$/ })
  await t.rejects(check({ image: new UploadedFile(await image('png', { width: 40, height: 30 })) }), {
    code: 'IMAGE_TOO_LARGE'
  })
  await t.rejects(check({ image: new UploadedFile(Buffer.alloc(10_001)) }), { code: 'PAYLOAD_TOO_LARGE' })
})

t.test('the digest is that of the list: the page asked for is no part of it', async (t) => {
  const { digest } = await check({ text: 'red' })

  t.equal(
    (await check({ text: ' red ', topK: 50, after: 'anything', cutoff: true, without: '', like: '' })).digest(),
    digest()
  )
  const photos = await Promise.all(
    [20, 21].map(async (width) => (await check({ image: new UploadedFile(await image('png', { width })) })).digest())
  )
  t.not(photos[0], photos[1], 'another photo is another list')
})
