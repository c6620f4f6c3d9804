import type { InferenceSession } from 'onnxruntime-node'

/** Settings shared by both networks. */
export function sessionOptions (threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Without these two, memory follows the largest input ever seen, and idle threads spin on cores that the server
    // needs.
    enableCpuMemArena: false,
    extra: { session: { intra_op: { allow_spinning: '0' } } }
  }
}
