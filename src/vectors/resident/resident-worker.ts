import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { MAX_QUERIES } from './code-rows.ts'
import type { Answer, Method, Question } from './messages.ts'
import { ResidentTable, type Change, type NearestQuery, type ResidentSpec } from './resident-table.ts'

const port = parentPort!
const table = new ResidentTable(workerData as ResidentSpec)

port.on('message', (question: Question) => {
  for (const run of runsOf(withWaiting(question))) for (const answer of answered(run)) port.postMessage(answer)
})

/** In the order in which they came, with those that came while others were answered. */
function withWaiting (first: Question): Question[] {
  const questions = [first]
  while (questions.length < MAX_QUERIES) {
    const next = receiveMessageOnPort(port) as { message: Question } | undefined
    if (!next) break
    questions.push(next.message)
  }
  return questions
}

/** Searches with nothing between them are answered together: a pass over the rows costs little more for all of them. */
function runsOf (questions: readonly Question[]): Question[][] {
  const runs: Question[][] = []
  for (const question of questions) {
    const last = runs.at(-1)
    if (last?.[0]!.method === 'nearest' && question.method === 'nearest') last.push(question)
    else runs.push([question])
  }
  return runs
}

function answered (run: readonly Question[]): Answer[] {
  if (run.length === 1) return [answer(run[0]!)]
  try {
    const found = table.nearestOfEach(run.map(({ input }) => input as NearestQuery))
    return run.map(({ id }, i) => ({ id, output: found[i] }))
  } catch {
    // One by one, so that each is told its own problem.
    return run.map(answer)
  }
}

function answer ({ id, method, input }: Question): Answer {
  try {
    return { id, output: call(method, input) }
  } catch (cause) {
    return { id, problem: String(cause) }
  }
}

function call (method: Method, input: unknown): unknown {
  switch (method) {
    case 'compare': return table.compare(input as BigUint64Array)
    case 'change': return table.change(input as Change)
    case 'nearest': return table.nearest(input as NearestQuery)
    case 'metadata': return table.metadata(input as readonly string[])
  }
}
