import { parentPort, workerData } from 'node:worker_threads'
import { RunGate } from './run-gate.ts'
import type { Call, Model, Reply, WorkerSettings } from './worker-messages.ts'

/** Opens a model in this worker and answers the calls of its `ModelThread`. A model that cannot be opened ends the worker. */
export async function serveModel<S> (open: (settings: S) => Promise<Model>): Promise<void> {
  const { gate: buffer, settings } = workerData as WorkerSettings<S>
  const gate = new RunGate(buffer)
  const model = await gate.pass(() => open(settings))
  // One after the other, so that closing comes after what was asked before it.
  let last = Promise.resolve()
  parentPort!.on('message', (call: Call) => {
    last = last.then(() => gate.pass(() => answer(model, call))).then(send, (error: unknown) => send({ id: call.id, fault: describe(error) }))
  })
  send({ id: 0, output: undefined })
}

async function answer (model: Model, { id, method, input }: Call): Promise<Reply> {
  const methods = model as unknown as Record<string, (input: unknown) => Promise<unknown>>
  return { id, output: await methods[method]!(input) }
}

/** Arrays are made for the answer alone, so that they can be moved instead of copied. */
function send (reply: Reply): void {
  const moved = 'output' in reply && ArrayBuffer.isView(reply.output) ? [reply.output.buffer as ArrayBuffer] : []
  parentPort!.postMessage(reply, moved)
}

function describe (error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
