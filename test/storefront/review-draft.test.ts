import t from 'tap'
import { storefrontModule } from '../fixtures/storefront-module.ts'

interface Candidate {
  readonly value: string
  readonly confidence: number
}
interface Question {
  readonly id: string
  readonly attribute: string
  readonly value?: string | undefined
  readonly decision: string
  readonly verdict?: string | undefined
  readonly replacement?: string | undefined
}
interface Tagging {
  readonly category: {
    readonly path: string | null
    readonly confidence: number
    readonly decision: string
    readonly alternatives: readonly Candidate[]
    readonly evidence: readonly unknown[]
  }
  readonly tags: ReadonlyArray<{
    readonly attribute: string
    readonly value: string
    readonly confidence: number
    readonly decision: string
    readonly alternatives: readonly Candidate[]
    readonly evidence: readonly unknown[]
  }>
  readonly abstained: ReadonlyArray<{ readonly attribute: string; readonly alternatives: readonly Candidate[] }>
}
interface DraftModel {
  readonly questions: readonly Question[]
  focused: number
  readonly isTouched: boolean
  find(id?: string): Question
  answer(id: string, given: { verdict: string; replacement?: string }): Question
  add(attribute: string, value: string): void
  askAnew(tagging: Tagging): void
  undo(): void
}
type DraftClass = new (tagging: Tagging, filters?: { attribute?: string; decision?: string }) => DraftModel

const { Draft } = await storefrontModule<{ Draft: DraftClass }>('review/draft')
const { questionsOf, decisionsOf, acceptRest, finalValue, isOpen } = await storefrontModule<{
  questionsOf: (tagging: Tagging, only?: string) => Question[]
  decisionsOf: (questions: readonly Question[]) => unknown[]
  acceptRest: (questions: readonly Question[], options: { suggested: boolean }) => Question[]
  finalValue: (one: Question) => string | undefined
  isOpen: (one: Question) => boolean
}>('review/questions')

const LIKELY: readonly Candidate[] = [{ value: 'green', confidence: 0.3 }]

function tagging (
  path: string | null = 'Fashion/Dress',
  values: Readonly<Record<string, string>> = { color: 'red', mood: 'calm' },
  open: readonly string[] = ['size']
): Tagging {
  const common = { confidence: 0.7, decision: 'SUGGESTED', alternatives: [], evidence: [] }
  return {
    category: { ...common, path, decision: path === null ? 'ABSTAINED' : 'ASSIGNED' },
    tags: Object.entries(values).map(([attribute, value]) => ({ ...common, attribute, value })),
    abstained: [
      ...open.map((attribute) => ({ attribute, alternatives: LIKELY })),
      { attribute: 'unknown', alternatives: [] }
    ]
  }
}

const [CATEGORY, COLOR, MOOD, SIZE] = ['category: Fashion/Dress', 'color: red', 'mood: calm', 'size: ']
const ACCEPT = { verdict: 'ACCEPT' }
const answers = ({ questions }: DraftModel) => questions.map(({ verdict }) => verdict)

t.test('the category is asked first, then what was proposed, then what is open and may apply', async (t) => {
  t.same(
    questionsOf(tagging()).map(({ id }) => id),
    [CATEGORY, COLOR, MOOD, SIZE]
  )
  t.same(
    questionsOf(tagging(), 'color').map(({ id }) => id),
    [COLOR]
  )
  t.same(questionsOf(tagging(), 'unknown'), [])
  t.match(questionsOf(tagging(null))[0], { id: 'category: ', value: undefined })
})

t.test('an answer leads to the next question that has none, and from the last back to the first', async (t) => {
  const draft = new Draft(tagging())
  t.equal(draft.focused, 0)

  for (const [id, next] of [
    [CATEGORY, 1],
    [MOOD, 3],
    [SIZE, 1]
  ] as const) {
    draft.answer(id, id === SIZE ? { verdict: 'REPLACE', replacement: 'long' } : ACCEPT)
    t.equal(draft.focused, next, id)
  }
  draft.answer(COLOR, ACCEPT)
  t.equal(draft.focused, 1, 'all are answered: it stays')
})

t.test('the same answer again takes it away, another takes its place', async (t) => {
  const draft = new Draft(tagging())

  draft.answer(COLOR, ACCEPT)
  draft.answer(COLOR, { verdict: 'REJECT' })
  t.match(draft.find(COLOR), { verdict: 'REJECT' })
  draft.answer(COLOR, { verdict: 'REJECT' })
  t.match(draft.find(COLOR), { verdict: undefined, replacement: undefined })
  draft.answer(COLOR, { verdict: 'REPLACE', replacement: 'red' })
  t.match(draft.find(COLOR), { verdict: 'ACCEPT', replacement: undefined }, 'the value itself is accepted')
})

t.test('undo goes back answer by answer, to where nothing was touched', async (t) => {
  const draft = new Draft(tagging())
  const before = draft.questions
  const seen = [before]
  draft.answer(CATEGORY, ACCEPT)
  seen.push(draft.questions)
  draft.add('color', 'blue')
  seen.push(draft.questions)
  draft.answer(COLOR, { verdict: 'REJECT' })

  for (const questions of seen.toReversed()) {
    t.ok(draft.isTouched)
    draft.undo()
    t.equal(draft.questions, questions)
  }
  t.notOk(draft.isTouched)
})

t.test('the focus stays within the questions, and begins at the kind that was asked for', async (t) => {
  const draft = new Draft(tagging(), { decision: 'SUGGESTED' })
  t.equal(draft.focused, 1)
  draft.focused = -3
  t.equal(draft.focused, 0)
  draft.focused = 99
  t.equal(draft.focused, 3)
  t.equal(draft.find().id, SIZE)
  t.equal(new Draft(tagging(), { decision: 'NONE' }).focused, 0)
})

t.test('a further value stands behind those of its attribute, once', async (t) => {
  const draft = new Draft(tagging())

  draft.add('color', 'blue')
  draft.add('color', 'blue')
  draft.add('color', 'red')

  t.same(
    draft.questions.map(({ id }) => id),
    [CATEGORY, COLOR, 'color+ blue', MOOD, SIZE]
  )
  t.same(decisionsOf(draft.questions), [
    { attribute: 'color', value: undefined, verdict: 'REPLACE', replacement: 'blue' }
  ])
})

t.test('accepting the rest leaves answers and open questions as they are', async (t) => {
  const draft = new Draft(tagging())
  draft.answer(COLOR, { verdict: 'REJECT' })

  const accepted = acceptRest(draft.questions, { suggested: true })

  t.same(
    accepted.map(({ verdict }) => verdict),
    ['ACCEPT', 'REJECT', 'ACCEPT', undefined]
  )
  t.same(accepted.map(finalValue), ['Fashion/Dress', undefined, 'calm', undefined])
  t.same(
    accepted.filter(isOpen).map(({ id }) => id),
    [SIZE]
  )
  t.same(decisionsOf(questionsOf(tagging())), [], 'without an answer nothing is decided')
})

t.test('of itself only what is assigned is accepted', async (t) => {
  const { questions } = new Draft(tagging())
  for (const { decision, value, verdict } of acceptRest(questions, { suggested: false })) {
    t.equal(verdict, decision === 'ASSIGNED' && value !== undefined ? 'ACCEPT' : undefined)
  }
})

t.test('an addition that was taken away again is not asked anew', async (t) => {
  const draft = new Draft(tagging())
  draft.add('color', 'blue')
  draft.answer('color+ blue', { verdict: 'REPLACE', replacement: 'blue' })
  draft.answer(CATEGORY, { verdict: 'REPLACE', replacement: 'Home/Sofa' })

  draft.askAnew(tagging())

  t.same(
    draft.questions.map(({ id }) => id),
    [CATEGORY, COLOR, 'mood: calm', SIZE]
  )
})

t.test('under another category what still fits keeps its answer, and the category its own', async (t) => {
  const draft = new Draft(tagging())
  draft.answer(COLOR, ACCEPT)
  draft.answer(SIZE, { verdict: 'REPLACE', replacement: 'long' })
  draft.add('color', 'blue')
  draft.answer(CATEGORY, { verdict: 'REPLACE', replacement: 'Home/Sofa' })

  draft.askAnew(tagging('Fashion/Dress', { color: 'red', shape: 'round' }, []))

  t.same(
    draft.questions.map(({ id, verdict }) => [id, verdict]),
    [
      [CATEGORY, 'REPLACE'],
      [COLOR, 'ACCEPT'],
      ['color+ blue', 'REPLACE'],
      ['shape: round', undefined]
    ]
  )
  t.equal(draft.questions[0]!.replacement, 'Home/Sofa')
  draft.undo()
  t.same(
    answers(draft),
    [undefined, 'ACCEPT', 'REPLACE', undefined, 'REPLACE'],
    'one step back with the questions from before'
  )
})
