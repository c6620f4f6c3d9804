import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Answer, Method, Question } from './messages.ts'
import { takeNext } from './questions.ts'
import { ResidentTable, type Change, type NearestQuery, type ResidentSpec } from './resident-table.ts'

const port = parentPort!
const table = new ResidentTable(workerData as ResidentSpec)

const waiting: Question[] = []

port.on('message', (question: Question) => {
  waiting.push(question)
  while (waiting.length > 0) {
    receive()
    // In one message: each wakes the other thread.
    port.postMessage(answered(takeNext(waiting)))
  }
})

/** What has come while others were answered. */
function receive (): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    waiting.push((next as { message: Question }).message)
  }
}

function answered (run: readonly Question[]): Answer[] {
  if (run.length === 1 || run[0]!.method !== 'scan') return run.map(answer)
  try {
    const found = table.scanForEach(run.map(({ input }) => input as NearestQuery))
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
    case 'scan': return table.scan(input as NearestQuery)
    case 'metadata': return table.metadata(input as readonly string[])
  }
}
