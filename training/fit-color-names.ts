// npx tsx training/fit-color-names.ts <labels.jsonl>: writes src/images/color/color-classifier.json, which names colors
// from pixels alone, for models that tell none. Learned from training/clothing-colors.jsonl and
// training/product-colors.jsonl as `vitrine fit` learns the built-in model's, without what else a photo shows, and
// without the split `test`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../src/shared/package-root.ts'
import { readColoredFiles, readColors, type ColoredFile } from '../src/evaluation/labelled-colors.ts'
import { readLabelledPhotos, readPhoto } from '../src/evaluation/labelled-photos.ts'
import { colorEvidence } from '../src/images/color/evidence.ts'
import { fitColors, type ColoredPhoto } from '../src/images/color/classifier.ts'
import { decodePixels } from '../src/images/pixels.ts'

const SIDE = 260
const DIGITS = 3
const FILE = join(packageRoot, 'src/images/color/color-classifier.json')

const [labels] = process.argv.slice(2)
if (labels === undefined) throw new Error('Give a labels.jsonl, as for vitrine fit.')

const colors = await readColors(join(packageRoot, 'training', 'clothing-colors.jsonl'))
const photos: ColoredPhoto[] = []
for (const photo of (await readLabelledPhotos(labels)).filter(({ split }) => split !== 'test')) {
  const named = colors.get(photo.id!)
  if (named) photos.push(await read({ file: photo.file, colors: named }))
}
for (const photo of await readColoredFiles(join(packageRoot, 'training', 'product-colors.jsonl'))) {
  photos.push(await read(photo))
}
const { weights, biases } = fitColors(photos)
const width = weights.length / biases.length
const rows = Array.from(biases, (_, c) => rounded(weights.subarray(c * width, (c + 1) * width)))
await writeFile(
  FILE,
  `{\n  "weights": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ],\n  "biases": ${JSON.stringify(rounded(biases))}\n}\n`
)
console.log(`${FILE}: learned from ${photos.length} photos`)

async function read (photo: ColoredFile): Promise<ColoredPhoto> {
  return { evidence: colorEvidence(await decodePixels(await readPhoto(photo), SIDE), SIDE), colors: photo.colors }
}

function rounded (values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toFixed(DIGITS)))
}
