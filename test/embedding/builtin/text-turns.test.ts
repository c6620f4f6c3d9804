import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/shared/package-root.ts'
import { BuiltinEmbedder } from '../../../src/embedding/builtin/builtin-embedder.ts'
import { endingIn } from '../../../src/shared/deadline.ts'

const QUERY = { purpose: 'query' } as const

t.test('what nobody waits for takes no time of the model, and what may wait comes after searches', async (t) => {
  const embedder = await BuiltinEmbedder.open({ modelsDir: join(packageRoot, 'models') })
  t.teardown(async () => await embedder.close())
  const done: string[] = []
  const ask = async (text: string, signal?: AbortSignal) => {
    await embedder.embed({ text }, { ...QUERY, signal })
    done.push(text)
  }
  const reason = new Error('gone')
  const callers = Array.from({ length: 1000 }, () => new AbortController())
  const abandoned = callers.map(async ({ signal }, i) => await ask(`abandoned ${i}`, signal))
  const labels = Array.from({ length: 20 }, async (_, i) => await ask(`label ${i}`))
  const search = ask('search', endingIn(60_000, new AbortController().signal))
  for (const caller of callers) caller.abort(reason)

  const settled = await Promise.allSettled(abandoned)
  t.ok(settled.every((one) => one.status === 'rejected' && one.reason === reason))
  await search
  t.equal(done[0], 'search')
  await Promise.all(labels)
  t.equal(done.length, 21)
})
