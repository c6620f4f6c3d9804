import { parentPort, workerData } from 'node:worker_threads'
import { isCodedError } from '../../errors.ts'
import { listen } from '../../shared/observations.ts'
import { RunGate } from './run-gate.ts'
import type { Call, Problem, Model, Reply, Told, WorkerSettings } from './worker-messages.ts'

/**
 * Opens a model in this worker and answers the calls of its `ModelThread`. A model that cannot be opened ends the
 * worker.
 */
export async function serveModel<S> (open: (settings: S) => Promise<Model>): Promise<void> {
  const { gate: buffer, settings } = workerData as WorkerSettings<S>
  const gate = new RunGate(buffer)
  const model = await gate.pass(() => open(settings))
  listen((observation) => parentPort!.postMessage({ observation } satisfies Told))
  let all: Promise<unknown> = Promise.resolve()
  parentPort!.on('message', (call: Call) => {
    // Closing comes after what was asked before it.
    const turn = call.method === 'close' ? all : Promise.resolve()
    const answered = turn
      .then(() => gate.pass(() => answer(model, call)))
      .then(send, (error: unknown) => send({ id: call.id, problem: toProblem(error) }))
    all = Promise.all([all, answered])
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

function toProblem (error: unknown): Problem {
  if (isCodedError(error)) return { message: error.message, code: error.code, statusCode: error.statusCode }
  return { message: error instanceof Error ? error.message : String(error) }
}
