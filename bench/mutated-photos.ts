// Memory of the built-in model under damaged photos of every format: npx tsx bench/mutated-photos.ts [photos] [seed]
// [minutes at most]
import assert from 'node:assert/strict'
import { join } from 'node:path'
import sharp from 'sharp'
import { packageRoot } from '../src/shared/package-root.ts'
import { BuiltinEmbedder } from '../src/embedding/builtin/builtin-embedder.ts'
import { isCodedError } from '../src/errors.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { seededRandom } from '../test/fixtures/random.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const [photos = 20_000, seed = 1, minutes = 20] = process.argv.slice(2).map(Number)

/** Growth from the third quarter to the last that noise explains. */
const MAX_GROWTH = 0.03
const AT_ONCE = 8
const SAMPLES = 400
const LIMITS = { maxPixels: 50_000_000, maxBytes: 10_485_760 }

const random = seededRandom(seed)
const below = (count: number) => Math.floor(random() * count)

type Mutation = (bytes: Buffer) => Buffer
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'one bit': (bytes) => flipped(bytes, 1),
  'a hundred bits': (bytes) => flipped(bytes, 100),
  'bits of the first 200 bytes': (bytes) => Buffer.concat([flipped(bytes.subarray(0, 200), 4), bytes.subarray(200)]),
  'cut off': (bytes) => bytes.subarray(0, below(bytes.length)),
  'without its last bytes': (bytes) => bytes.subarray(0, bytes.length - 1 - below(4)),
  'a hole': (bytes) => {
    const at = below(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(2000))])
  },
  'a part twice': (bytes) => {
    const at = below(bytes.length)
    return Buffer.concat([bytes.subarray(0, at + below(2000)), bytes.subarray(at)])
  },
  'noise at its end': (bytes) =>
    Buffer.concat([
      bytes.subarray(0, below(bytes.length)),
      Buffer.from(Array.from({ length: 500 }, () => below(256)))
    ])
}

const bases = await basePhotos()
const embedder = await BuiltinEmbedder.open({ modelsDir: join(packageRoot, 'models') })
const counts = new Map<string, number>()
const samples: number[] = []
const atStart = process.memoryUsage.rss()
try {
  await readAll()
} finally {
  await embedder.close()
}
report()

async function readAll (): Promise<void> {
  const end = performance.now() + minutes * 60_000
  let next = 0
  const readOn = async () => {
    while (next < photos) {
      assert.ok(performance.now() < end, `${next} photos took more than ${minutes} minutes`)
      if (next % Math.ceil(photos / SAMPLES) === 0) samples.push(process.memoryUsage.rss())
      const outcome = await read(mutated(next++))
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, readOn))
}

/** What became of it: read, or refused with a code. Anything else ends the run. */
async function read (bytes: Uint8Array): Promise<string> {
  try {
    await embedder.embed({ image: await inspectImage(bytes, LIMITS) }, { purpose: 'query' })
    return 'read'
  } catch (error) {
    if (!isCodedError(error) || error.statusCode >= 500) throw error
    return error.code
  }
}

function mutated (i: number): Buffer {
  const mutations = Object.values(MUTATIONS)
  return mutations[i % mutations.length]!(bases[below(bases.length)]!)
}

function flipped (bytes: Buffer, bits: number): Buffer {
  const copy = Buffer.from(bytes)
  for (let i = 0; i < bits; i++) copy[below(copy.length)]! ^= 1 << below(8)
  return copy
}

/** Noise over a ramp, from a thumbnail to a camera's size, in every format and way of writing it. */
async function basePhotos (): Promise<Buffer[]> {
  const made: Buffer[] = []
  for (const side of [90, 300, 800, 1600]) {
    const raw = Buffer.alloc(side * side * 3)
    for (let i = 0; i < raw.length; i++) raw[i] = ((i / side) % 200) + below(32)
    const picture = sharp(raw, { raw: { width: side, height: side, channels: 3 } })
    made.push(
      await picture.clone().jpeg().toBuffer(),
      await picture.clone().jpeg({ progressive: true }).toBuffer(),
      await picture.clone().jpeg({ quality: 60 }).withMetadata({ orientation: 6 }).toBuffer(),
      await picture
        .clone()
        .png({ progressive: side < 800 })
        .toBuffer(),
      await picture.clone().webp({ effort: 0 }).toBuffer(),
      await picture.clone().webp({ lossless: true, effort: 0 }).toBuffer(),
      await picture.clone().gif({ effort: 1 }).toBuffer(),
      await picture.clone().avif({ effort: 0 }).toBuffer()
    )
  }
  return made
}

function report (): void {
  const quarter = (i: number) => samples.slice((i * samples.length) / 4, ((i + 1) * samples.length) / 4)
  const mebibytes = [0, 1, 2, 3].map((i) => percentile(quarter(i), 0.5) / 2 ** 20)
  const growth = mebibytes[3]! / mebibytes[2]! - 1
  console.log(`${machineLine()}, ${photos} photos, seed ${seed}\n`)
  console.log(markdownTable([...counts].map(([outcome, count]) => ({ outcome, photos: count }))), '\n')
  console.log(
    markdownTable([
      Object.fromEntries(
        [atStart / 2 ** 20, ...mebibytes].map((size, i) => [
          i === 0 ? 'MiB at start' : `median of quarter ${i}`,
          size.toFixed(0)
        ])
      )
    ]),
    '\n'
  )
  console.log(`growth from the third to the last quarter: ${(growth * 100).toFixed(1)} %`)
  assert.ok(growth <= MAX_GROWTH, `more than ${MAX_GROWTH * 100} %`)
}
