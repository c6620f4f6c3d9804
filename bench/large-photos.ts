// Memory and patience of the built-in model under twelve large photos of a kind at once: npx tsx bench/large-photos.ts
// [kind]
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { packageRoot } from '../src/shared/package-root.ts'
import { BuiltinEmbedder } from '../src/embedding/builtin/builtin-embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { plainPng } from '../test/fixtures/plain-png.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const PHOTOS = 12
const LIMITS = { maxPixels: 50_000_000, maxBytes: 10_485_760 }
const RGBA = 6
const CALM_TEXTS = 200

const red = (side: number) => sharp({ create: { width: side, height: side, channels: 3, background: '#d02030' } })
const KINDS: Readonly<Record<string, () => Promise<Buffer>>> = {
  'PNG, 1 × 50,000,000': async () => plainPng(1, 50_000_000),
  'PNG, 7,071 × 7,071, interlaced, 16 bits, alpha': async () =>
    plainPng(7071, 7071, { depth: 16, color: RGBA, isInterlaced: true }),
  'JPEG, 7,000 × 7,000': async () => await red(7000).jpeg().toBuffer(),
  'JPEG, 7,000 × 7,000, progressive': async () =>
    await red(7000).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  'WebP, 7,000 × 7,000, lossless': async () => await red(7000).webp({ lossless: true, effort: 0 }).toBuffer(),
  'GIF, 7,000 × 7,000': async () => await red(7000).gif({ effort: 1 }).toBuffer(),
  'AVIF, 7,000 × 7,000': async () => await red(7000).avif({ effort: 0 }).toBuffer()
}

const [only] = process.argv.slice(2)
if (only) console.log(JSON.stringify(await measure(only)))
else {
  console.log(
    `${machineLine()}, ${PHOTOS} photos at once; MB of resident memory over that before\n\n${markdownTable(await measureAll())}`
  )
}

/** Each in a process of its own, since the memory of one kind is used again by the next. */
async function measureAll (): Promise<Array<Record<string, string | number>>> {
  const rows = []
  for (const kind of Object.keys(KINDS)) {
    const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, import.meta.filename, kind])
    rows.push(JSON.parse(stdout) as Record<string, string | number>)
  }
  return rows
}

async function measure (kind: string): Promise<Record<string, string | number>> {
  const bytes = await KINDS[kind]!()
  const embedder = await BuiltinEmbedder.open({ modelsDir: join(packageRoot, 'models') })
  try {
    await embed(embedder, await red(300).jpeg().toBuffer(), 0)
    const calm = await textTimes(embedder, async (times) => times.length < CALM_TEXTS)
    // The peak counts anew from here: making the photo takes more than reading it.
    await writeFile('/proc/self/clear_refs', '5')
    const [before, start] = [await memory('VmRSS'), performance.now()]
    let pending = PHOTOS
    const answers = Promise.all(
      Array.from({ length: PHOTOS }, async (_, i) => await embed(embedder, bytes, i).finally(() => pending--))
    )
    const ordinary = red(301)
      .jpeg()
      .toBuffer()
      .then(async (photo) => await embed(embedder, photo, 0))
      .then(() => performance.now() - start)
    const busy = await textTimes(embedder, async (times) => pending > 0 || times.length < 20)
    const codes = new Set(await answers)
    return {
      kind,
      answer: [...codes].join(', '),
      'ms for all': Math.round(performance.now() - start),
      'ms for an ordinary photo': Math.round(await ordinary),
      'slowest word, times the calm p99': (Math.max(...busy) / percentile(calm, 0.99)).toFixed(1),
      peak: (await memory('VmHWM')) - before,
      after: (await memory('VmRSS')) - before
    }
  } finally {
    await embedder.close()
  }
}

/** Each is another photo to caches, as each would be of a stranger. */
async function embed (embedder: BuiltinEmbedder, bytes: Uint8Array, i: number): Promise<string> {
  try {
    const image = await inspectImage(bytes, LIMITS)
    await embedder.embed({ image: { ...image, hash: `${image.hash} ${i}` } }, { purpose: 'query' })
    return 'read'
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** Milliseconds of words, one after the other. */
async function textTimes (
  embedder: BuiltinEmbedder,
  goesOn: (times: readonly number[]) => Promise<boolean>
): Promise<number[]> {
  const times: number[] = []
  while (await goesOn(times)) {
    const start = performance.now()
    await embedder.embed({ text: `garden chair number ${times.length}` }, { purpose: 'query' })
    times.push(performance.now() - start)
  }
  return times
}

async function memory (field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const kilobytes = new RegExp(`${field}:\\s+(\\d+)`).exec(await readFile('/proc/self/status', 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}
