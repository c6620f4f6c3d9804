// Memory of the service under hours of mixed load: npx tsx bench/soak.ts [minutes] [requests a second]
import assert from 'node:assert/strict'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Pool } from 'undici'
import { packageRoot } from '../src/shared/package-root.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const [minutes = 60, rate = 8] = process.argv.slice(2).map(Number)

/** Growth between the second and the last third of the run that noise explains. */
const MAX_GROWTH = 0.03
const SAMPLE_MS = 5000
/** Small, so that the cache is full before the second third and its filling is not taken for a leak. */
const CACHE_ENTRIES = '200'
const ITEMS =
  'items { product { id title images } score relevance explanation { part share } } facets { brands { value count } } pageInfo { endCursor }'
const SEARCH = `query ($text: String, $imageUpload: Upload, $like: ID, $after: String) { search(text: $text, imageUpload: $imageUpload, like: $like, after: $after) { ${ITEMS} } }`
const TAG =
  'query ($image: Upload!) { autoTag(image: $image) { category { path confidence } tags { attribute value } } }'

type Answer = {
  data: Record<string, Record<string, unknown> | null> | null
  errors?: Array<{ extensions: { code: string } }>
}

const dataDir = await mkdtemp(join(tmpdir(), 'bench-soak-'))
const photos = await demoPhotos()
const child = spawn(process.execPath, [join(packageRoot, 'dist', 'commands', 'vitrine.js'), 'demo'], {
  env: {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'fatal',
    RATE_LIMIT: '0',
    CACHE_MAX_ENTRIES: CACHE_ENTRIES
  },
  stdio: ['ignore', 'pipe', 'inherit']
})
try {
  const service = new Pool(await addressOf(child))
  const samples = await soak(service, child.pid!)
  await service.close()
  report(samples)
} finally {
  child.kill('SIGTERM')
  if (child.exitCode === null) await once(child, 'exit')
  await rm(dataDir, { recursive: true })
}

/** Resident mebibytes, every few seconds. */
async function soak (service: Pool, pid: number): Promise<number[]> {
  const [samples, end] = [[] as number[], performance.now() + minutes * 60_000]
  let requests = 0
  let sampleAt = 0
  while (performance.now() < end) {
    const next = performance.now() + 1000 / rate
    await ask(service, requests++)
    if (performance.now() >= sampleAt) {
      samples.push(await residentMiB(pid))
      sampleAt = performance.now() + SAMPLE_MS
    }
    await wait(Math.max(0, next - performance.now()))
  }
  console.log(
    `${machineLine()}, ${requests} requests in ${minutes} minutes: words, photos, both, pages, products alike, tagging, and what is refused\n`
  )
  return samples
}

/** Each kind of request in turn, none like the one before. */
async function ask (service: Pool, i: number): Promise<void> {
  const photo = photos[i % photos.length]!
  const text = `garden chair number ${i}`
  switch (i % 8) {
    case 0:
      return await answered(service, SEARCH, { text, imageUpload: dataUri(vary(photo, i)) })
    case 1:
      return await answered(service, TAG, { image: dataUri(vary(photo, i)) })
    case 2:
      return await answered(service, SEARCH, { like: 'laptop' })
    case 3:
      return await answered(service, SEARCH, { imageUpload: dataUri(vary(photo, i)) })
    case 4:
      return await refused(service, { imageUpload: dataUri(photo.subarray(0, 500)) })
    default:
      return await answered(service, SEARCH, { text })
  }
}

async function answered (service: Pool, query: string, variables: Record<string, unknown>): Promise<void> {
  const { data, errors } = await post(service, query, variables)
  assert.ok(data && !errors, JSON.stringify(errors))
}

async function refused (service: Pool, variables: Record<string, unknown>): Promise<void> {
  const { errors } = await post(service, SEARCH, variables)
  assert.equal(errors?.[0]?.extensions.code, 'IMAGE_UNREADABLE')
}

async function post (service: Pool, query: string, variables: Record<string, unknown>): Promise<Answer> {
  const response = await service.request({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables })
  })
  return (await response.body.json()) as Answer
}

/** The same picture under another hash: bytes behind the end of a JPEG are not read. */
function vary (photo: Buffer, i: number): Buffer {
  return Buffer.concat([photo, Buffer.from(String(i))])
}

function dataUri (photo: Buffer): string {
  return `data:image/jpeg;base64,${photo.toString('base64')}`
}

function report (samples: readonly number[]): void {
  const third = Math.floor(samples.length / 3)
  const [second, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)].map((part) =>
    percentile(part, 0.5)
  ) as [number, number]
  console.log(
    markdownTable([
      {
        'first minute': samples[0]!.toFixed(0),
        'second third': second.toFixed(0),
        'last third': last.toFixed(0),
        highest: Math.max(...samples).toFixed(0),
        growth: `${((last / second - 1) * 100).toFixed(1)} %`
      }
    ])
  )
  console.log('\nResident MiB, medians.')
  process.exitCode = last / second - 1 <= MAX_GROWTH ? 0 : 1
}

async function residentMiB (pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout) / 1024
}

/** Resolves once the demo is ingested and served. */
async function addressOf ({ stdout }: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of stdout!) {
    text += String(chunk)
    const address = /The demo is at (\S+)/.exec(text)?.[1]
    if (address) return address
  }
  throw new Error(`the demo did not start: ${text}`)
}

async function demoPhotos (): Promise<Buffer[]> {
  const images = join(
    dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')),
    'assets',
    'images'
  )
  const files = (await readdir(images)).filter((name) => name.endsWith('.jpg'))
  return await Promise.all(files.map(async (file) => await readFile(join(images, file))))
}
