import t from 'tap'
import { MAX_QUERIES } from '../../../src/vectors/resident/plane.ts'
import type { Method } from '../../../src/vectors/resident/messages.ts'
import { takeNext } from '../../../src/vectors/resident/questions.ts'

function order (...methods: Method[]): string[] {
  const waiting = methods.map((method, id) => ({ id, method, input: undefined }))
  const taken: string[] = []
  while (waiting.length > 0) taken.push(takeNext(waiting).map(({ id, method }) => `${method} ${id}`).join(', '))
  return taken
}

t.test('searches are taken together, after metadata and never past a change', async (t) => {
  t.same(order('scan', 'metadata', 'scan', 'metadata', 'compare', 'scan', 'change', 'change', 'metadata'), [
    'metadata 1, metadata 3',
    'scan 0, scan 2',
    'compare 4',
    'scan 5',
    'change 6',
    'change 7',
    'metadata 8'
  ])
})

t.test('no more searches are taken together than a pass can answer', async (t) => {
  const taken = order(...Array.from({ length: 2 * MAX_QUERIES + 1 }, (): Method => 'scan'))
  t.same(taken.map((names) => names.split(', ').length), [MAX_QUERIES, MAX_QUERIES, 1])
})
