// npm run build:test && node .build/bench/overload.js [seconds] [times] [kind]
// What is left of the service under `times` (5) the load that it sustains, for `seconds` (30) each, by words, by photos
// as files and as data URIs. Client and server share this machine's cores, which lowers both rates alike; the server is
// a process of its own. The connections are open before the flood, as those of a proxy are: Node accepts one new one a
// turn of its event loop.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { firstAnswer, flood, openConnections, sustainable, watchHealth, type MakeRequest } from './overload-load.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const SECONDS = Number(process.argv[2] ?? 30)
const TIMES = Number(process.argv[3] ?? 5)
/** Begins the name of a kind. Default: all. */
const KIND = process.argv[4] ?? ''
/** As many as keep both cores busy, fewer than are refused. */
const CLIENTS = 8
/** Open before the flood. */
const CONNECTIONS = 512
/** What is refused as it should be. */
const SHED = new Set(['SERVER_BUSY', 'RATE_LIMITED'])
const QUERY =
  'query ($text: String, $imageUpload: Upload) { search(text: $text, imageUpload: $imageUpload, cutoff: false) { items { product { id title } score } } }'
const JSON_TYPE = 'application/json'

const photos = await demoPhotos()
const server = fork(join(import.meta.dirname, `overload-server${extname(import.meta.url)}`), {
  execArgv: process.execArgv,
  stdio: ['ignore', 'inherit', 'inherit', 'ipc']
})
const [{ port }] = (await once(server, 'message')) as [{ port: number }]
const origin = `http://127.0.0.1:${port}`
let asked = 0

try {
  console.log(machineLine())
  const kinds: ReadonlyArray<readonly [string, MakeRequest]> = [
    ['words', words],
    ['photos as files', file],
    ['photos as data URIs', dataUri]
  ]
  const rows = []
  for (const [what, make] of kinds.filter(([what]) => what.startsWith(KIND))) rows.push(await row(what, make))
  console.log(markdownTable(rows))
} finally {
  server.disconnect()
  await once(server, 'exit')
}

async function row (what: string, make: MakeRequest) {
  const pool = new Pool(origin)
  await sustainable(pool, make, { clients: CLIENTS, seconds: 2 })
  const rate = await sustainable(pool, make, { clients: CLIENTS, seconds: SECONDS / 3 })
  await openConnections(pool, CONNECTIONS)
  const health = watchHealth(origin)
  const { outcomes, endedAt } = await flood(pool, make, { rate: TIMES * rate, seconds: SECONDS })
  const health99 = percentile(await health.stop(), 0.99)
  const first = await firstAnswer(new Pool(origin), make, endedAt, 60_000)
  const after = await sustainable(pool, make, { clients: CLIENTS, seconds: SECONDS / 3 })
  await pool.close()
  await sleep(1000)
  const answered = outcomes.filter(({ code }) => code === 'ok').map(({ ms }) => ms)
  const shed = outcomes.filter(({ code }) => SHED.has(code)).map(({ ms }) => ms)
  return {
    what,
    'sustained /s before, after': `${rate.toFixed(1)}, ${after.toFixed(1)}`,
    'sent /s': (outcomes.length / SECONDS).toFixed(0),
    goodput: `${((100 * answered.length) / SECONDS / Math.min(rate, after)).toFixed(0)} %`,
    'answered p50, p99 ms': `${percentile(answered, 0.5).toFixed(0)}, ${percentile(answered, 0.99).toFixed(0)}`,
    'shed p50, p99 ms': `${percentile(shed, 0.5).toFixed(0)}, ${percentile(shed, 0.99).toFixed(0)}`,
    codes: countOf(outcomes.map(({ code }) => code)),
    'first answer ms': first.toFixed(0),
    'healthz p99 ms': health99.toFixed(0)
  }
}

function words (): ReturnType<MakeRequest> {
  return {
    body: JSON.stringify({ query: QUERY, variables: { text: `flood of chairs number ${asked++}` } }),
    type: JSON_TYPE
  }
}

function dataUri (): ReturnType<MakeRequest> {
  return {
    body: JSON.stringify({
      query: QUERY,
      variables: { imageUpload: `data:image/jpeg;base64,${nextPhoto().toString('base64')}` }
    }),
    type: JSON_TYPE
  }
}

function file (): ReturnType<MakeRequest> {
  const part = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const head =
    part('operations', JSON.stringify({ query: QUERY, variables: { imageUpload: null } })) +
    part('map', '{"0":["variables.imageUpload"]}')
  const fileHead =
    '--b\r\nContent-Disposition: form-data; name="0"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
  return {
    body: Buffer.concat([Buffer.from(head + fileHead), nextPhoto(), Buffer.from('\r\n--b--\r\n')]),
    type: 'multipart/form-data; boundary=b'
  }
}

/** Another file each time, by a comment of eight bytes behind the first marker. */
function nextPhoto (): Buffer {
  const photo = photos[asked % photos.length]!
  const comment = Buffer.from([0xff, 0xfe, 0, 10, ...Buffer.from(String(asked++).padStart(8, '0'))])
  return Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)])
}

async function demoPhotos (): Promise<Buffer[]> {
  const images = join(
    dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')),
    'assets',
    'images'
  )
  return await Promise.all((await readdir(images)).map(async (name) => await readFile(join(images, name))))
}

function countOf (codes: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].map(([code, count]) => `${code} ${count}`).join(', ')
}
