import { parentPort, workerData } from 'node:worker_threads'
import type { Answer, Method, Question } from './messages.ts'
import { ResidentTable, type Change, type NearestQuery, type ResidentSpec } from './resident-table.ts'

const table = new ResidentTable(workerData as ResidentSpec)

parentPort!.on('message', ({ id, method, input }: Question) => {
  parentPort!.postMessage(answer(id, method, input))
})

function answer (id: number, method: Method, input: unknown): Answer {
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
