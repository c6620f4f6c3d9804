import t from 'tap'
import { toModelError } from '../../../src/embedding/bedrock/model-error.ts'
import {
  MAX_BODY_BYTES,
  MAX_IMAGE_BYTES,
  MAX_TEXT_LENGTH,
  novaRequest,
  PURPOSES
} from '../../../src/embedding/bedrock/nova.ts'
import { readAnswer } from '../../../src/embedding/bedrock/nova-answer.ts'
import { textInput } from '../../../src/embedding/bedrock/nova-input.ts'
import { UsageMeter } from '../../../src/embedding/bedrock/usage.ts'
import { ImageUnreadableError } from '../../../src/errors.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { serviceError } from '../../fixtures/service-error.ts'

const valueOf = (text: string) => {
  const { input, adaptation } = textInput(text)
  return { value: 'text' in input ? input.text.value : undefined, adaptation }
}

t.test('a text goes whole up to the limit and is cut beyond it, which its sender is told', async (t) => {
  const longest = 'x'.repeat(MAX_TEXT_LENGTH)

  t.same(valueOf('blue sofa'), { value: 'blue sofa', adaptation: undefined })
  t.same(valueOf(longest), { value: longest, adaptation: undefined })
  t.same(valueOf(`${longest}y`), { value: longest, adaptation: 'cut-text' })
})

t.test('an empty text, which the model refuses, becomes a blank', async (t) => {
  t.same(valueOf(''), { value: ' ', adaptation: undefined })
})

t.test('a cut never halves a character, and a character that fits is kept', async (t) => {
  t.equal(valueOf(`${'x'.repeat(MAX_TEXT_LENGTH - 1)}👗`).value, 'x'.repeat(MAX_TEXT_LENGTH - 1))
  t.equal(valueOf(`${'x'.repeat(MAX_TEXT_LENGTH - 2)}👗`).value, `${'x'.repeat(MAX_TEXT_LENGTH - 2)}👗`)
})

t.test('whatever text is given, what is sent is well formed, within the limit and not empty', async (t) => {
  const random = seededRandom(21)
  const units = ['a', 'é', ' ', '\ud83d', '\udc57', '👗', '\u0000', '"']
  for (let i = 0; i < 200; i++) {
    const length = MAX_TEXT_LENGTH - 5 + Math.floor(random() * 10)
    const text = Array.from({ length }, () => units[Math.floor(random() * units.length)]!).join('')
    const { value = '' } = valueOf(i % 2 ? text : text.slice(0, i))
    t.ok(value.isWellFormed() && value.length > 0 && value.length <= MAX_TEXT_LENGTH)
  }
})

t.test('the largest image that is sent unscaled fits into a request', async (t) => {
  const bytes = Math.ceil(MAX_IMAGE_BYTES / 3) * 4
  const empty = novaRequest(
    { image: { format: 'jpeg', detailLevel: 'STANDARD_IMAGE', source: { bytes: '' } } },
    PURPOSES['image-query']
  )

  t.ok(empty.length + bytes <= MAX_BODY_BYTES)
})

t.test('an answer is read for what was asked, among others', async (t) => {
  const answer = JSON.stringify({
    embeddings: [
      { embeddingType: 'TEXT', embedding: [0, 1] },
      { embeddingType: 'IMAGE', embedding: [3, 4], truncatedCharLength: 7 }
    ]
  })

  t.match(readAnswer(answer, 'TEXT', 2), { norm: 1, embedding: Float32Array.of(0, 1) })
  const { embedding, norm, truncatedCharLength } = readAnswer(answer, 'IMAGE', 2)
  t.same([Math.round(embedding[0]! * 10), Math.round(embedding[1]! * 10), norm, truncatedCharLength], [6, 8, 5, 7])
})

t.test('an answer that is no embedding says what is wrong with it', async (t) => {
  const of = (embedding: unknown) => JSON.stringify({ embeddings: [{ embeddingType: 'TEXT', embedding }] })
  const bad: ReadonlyArray<readonly [body: string, reason: RegExp]> = [
    ['', /not JSON/],
    ['<html>', /not JSON/],
    ['null', /cannot be used/],
    ['[]', /no TEXT embedding/],
    ['{"embeddings":{}}', /no TEXT embedding/],
    [of(undefined), /has no values/],
    [of('1,0'), /has no values/],
    [of([1]), /has 1 values, asked for were 2/],
    [of([1, 0, 0]), /has 3 values/],
    [of([1, null]), /not a finite number/],
    [of([1, '0']), /not a finite number/],
    [of([0, 0]), /all zeros/]
  ]
  for (const [body, message] of bad) {
    t.throws(() => readAnswer(body, 'TEXT', 2), { code: 'MODEL_ANSWER_INVALID', message }, body)
  }
})

t.test('a failure that has a code keeps it, any other gets one that fits', async (t) => {
  const coded = new ImageUnreadableError('it is torn')
  t.equal(toModelError(coded), coded)

  const cases: ReadonlyArray<readonly [error: unknown, code: string, message: RegExp]> = [
    [serviceError('ThrottlingException'), 'MODEL_THROTTLED', /quota/],
    [serviceError('ModelTimeoutException', 'Too slow.'), 'MODEL_TIMEOUT', /in time: Too slow\. Retry/],
    [
      serviceError('ValidationException', 'The provided model identifier is invalid.'),
      'MODEL_UNAVAILABLE',
      /BEDROCK_REGION=us-east-1/
    ],
    [
      serviceError('ValidationException', 'Malformed input.'),
      'MODEL_REJECTED_INPUT',
      /refuses the input: Malformed input\./
    ],
    [serviceError('ServiceQuotaExceededException'), 'QUOTA_EXCEEDED', /Service Quotas/],
    [serviceError('InternalServerException', 'Oops'), 'MODEL_UNAVAILABLE', /cannot be used: Oops\./],
    ['down', 'MODEL_UNAVAILABLE', /down/]
  ]
  for (const [error, code, message] of cases) t.match(toModelError(error), { code, message, cause: error }, code)
})

t.test('usage adds up tokens and images at the prices set', async (t) => {
  const meter = new UsageMeter({ usdPerMillionTokens: 1000, usdPerImage: 0.5 })
  t.same(meter.usage, { calls: 0, images: 0, inputTokens: 0, estimatedUsd: 0 })
  meter.countText(400, 7)
  meter.countText(9)
  meter.countText(0)
  meter.countImage()

  t.same(meter.usage, { calls: 4, images: 1, inputTokens: 10, estimatedUsd: 0.51 })
  t.same(
    [meter.priceOfText(0), meter.priceOfText(1), meter.priceOfText(4), meter.priceOfText(5), meter.priceOfImage],
    [0, 0.001, 0.001, 0.002, 0.5]
  )
})
