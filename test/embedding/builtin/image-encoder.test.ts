import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { packageRoot } from '../../../src/shared/package-root.ts'
import { FEATURE_SIZE, IMAGE_SIDE, ImageEncoder } from '../../../src/embedding/builtin/image-encoder.ts'
import { garment } from '../../fixtures/embedder-contract.ts'

const MAP_SIDE = 9
const opened = ImageEncoder.open(join(packageRoot, 'models'), 1)
t.teardown(async () => await (await opened).close())

/** A garment in one corner of a white picture. */
async function inCorner (left: number, top: number): Promise<Uint8Array> {
  const small = await sharp((await garment('#c8141e')).bytes).resize(120, 120, { fit: 'fill' }).toBuffer()
  const canvas = sharp({ create: { width: IMAGE_SIDE, height: IMAGE_SIDE, channels: 3, background: '#ffffff' } })
  return await canvas.composite([{ input: small, left, top }]).removeAlpha().raw().toBuffer()
}

/** Column and row of the middle of what was activated. */
function middleOf (map: Float32Array): readonly [number, number] {
  const least = Math.min(...map)
  const total = map.reduce((sum, value) => sum + value - least, 0)
  const mean = (at: (i: number) => number) => map.reduce((sum, value, i) => sum + (value - least) * at(i), 0) / total
  return [mean((i) => i % MAP_SIDE), mean((i) => Math.floor(i / MAP_SIDE))]
}

t.test('the activation map tells in which corner the thing is', async (t) => {
  const encoder = await opened
  const half = (MAP_SIDE - 1) / 2
  for (const [left, top] of [[10, 10], [130, 10], [10, 130], [130, 130]] as const) {
    const { features, logits, activationMap } = await encoder.encode(await inCorner(left, top))
    t.same([features.length, logits.length, activationMap.length], [FEATURE_SIZE, 1000, MAP_SIDE ** 2])
    const [column, row] = middleOf(activationMap)
    t.equal(column > half, left > 100, `column ${column.toFixed(2)} at ${left}`)
    t.equal(row > half, top > 100, `row ${row.toFixed(2)} at ${top}`)
  }
})
