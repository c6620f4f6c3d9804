import sharp from 'sharp'
import t from 'tap'
import { COLORS } from '../../src/images/color/color-names.ts'
import { readColors, readUntold } from '../../src/tagging/color-reading.ts'
import { asImage, garment } from '../fixtures/embedder-contract.ts'

t.test('a photo of color tells it, the same in black and white none', async (t) => {
  const photo = await garment('#c8141e')
  const grey = asImage(await sharp(photo.bytes).greyscale().png().toBuffer())

  t.equal(await readUntold(photo), undefined)
  for (const told of [await readUntold(grey), await readColors(grey)]) {
    t.same([...told!.keys()], COLORS)
    t.ok([...told!.values()].every((share) => share === 1 / COLORS.length))
  }
  t.ok((await readColors(photo)).get('red')! > 0.5)
})
