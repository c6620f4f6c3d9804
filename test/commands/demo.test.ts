import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { program } from '../fixtures/program.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

const SEARCH =
  '{ search(text: "something to take pictures with", topK: 1) { items { product { id } } query { model } } }'

/** A program of ours that runs until the test ends. */
function start (t: Test, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(async () => {
    if (child.exitCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
  return child
}

/** Lines of its output up to the first that `isLast` tells; rejects if it ends before. */
async function linesUntil ({ stdout }: ChildProcess, isLast: (line: string) => boolean): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface({ input: stdout! })) {
    lines.push(line)
    if (isLast(line)) return lines
  }
  throw new Error(`it ended after: ${lines.join('\n')}`)
}

t.test(
  'in the environment that the local AWS prints, the demo provisions, ingests and serves by itself',
  async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'vitrine-demo-'))
    t.teardown(async () => await rm(dataDir, { recursive: true }))
    const printed = await linesUntil(start(t, [...program('local-aws/serve'), '--port', '0'], process.env), (line) =>
      line.startsWith('unset ')
    )
    const exported = printed
      .slice(0, -1)
      .map((line) => /^export ([A-Z0-9_]+)=(\S+)$/.exec(line)!.slice(1) as [string, string])
    t.ok(exported.length >= 8)
    const env = { ...process.env, ...Object.fromEntries(exported), DATA_DIR: dataDir, DIMENSIONS: '256', PORT: '0' }

    const output = await linesUntil(start(t, [...program('src/commands/vitrine'), 'demo'], env), (line) =>
      line.startsWith('The demo is at')
    )

    t.match(output, ['made bucket vitrine-local', 'made index products-256', /^Products: 54 new/])
    t.match(
      output.find((line) => line.includes('model calls')),
      /54 images, about USD 0\.0\d+ at the prices set$/
    )
    const response = await fetch(`${output.at(-1)!.split(' ').at(-1)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: SEARCH })
    })
    t.match(await response.json(), {
      data: {
        search: {
          items: [{ product: { id: /camera/ } }],
          query: { model: 'amazon.nova-2-multimodal-embeddings-v1:0/2' }
        }
      }
    })

    const withBuiltin = { ...env, EMBEDDER: 'builtin' }
    const refused = await vitrine(['demo'], withBuiltin)
    t.match(refused, { code: 1, stderr: /MODEL_MISMATCH: .*vitrine demo --recreate/ })
  }
)
