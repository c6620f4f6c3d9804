// npx tsx training/fit-colour-names.ts <labels.jsonl>: writes src/images/color/color-classifier.json, which names colours from pixels alone,
// for models that tell none. Learned from training/clothing-colors.jsonl and training/product-colors.jsonl as `vitrine fit` learns the built-in model's, without what else a photo shows, and without the split `test`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../src/config.ts'
import { readColouredFiles, readColours, type ColouredFile } from '../src/evaluation/labelled-colours.ts'
import { readLabelledPhotos, readPhoto } from '../src/evaluation/labelled-photos.ts'
import { colourEvidence } from '../src/images/color/evidence.ts'
import { fitColours, type ColouredPhoto } from '../src/images/color/classifier.ts'
import { decodePixels } from '../src/images/pixels.ts'

const SIDE = 260
const DIGITS = 3
const FILE = join(packageRoot, 'src/images/color/color-classifier.json')

const [labels] = process.argv.slice(2)
if (labels === undefined) throw new Error('Give a labels.jsonl, as for vitrine fit.')

const colours = await readColours(join(packageRoot, 'training', 'clothing-colors.jsonl'))
const photos: ColouredPhoto[] = []
for (const photo of (await readLabelledPhotos(labels)).filter(({ split }) => split !== 'test')) {
  const named = colours.get(photo.id!)
  if (named) photos.push(await read({ file: photo.file, colours: named }))
}
for (const photo of await readColouredFiles(join(packageRoot, 'training', 'product-colors.jsonl'))) photos.push(await read(photo))
const { weights, biases } = fitColours(photos)
const width = weights.length / biases.length
const rows = Array.from(biases, (_, c) => rounded(weights.subarray(c * width, (c + 1) * width)))
await writeFile(FILE, `{\n  "weights": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ],\n  "biases": ${JSON.stringify(rounded(biases))}\n}\n`)
console.log(`${FILE}: learned from ${photos.length} photos`)

async function read (photo: ColouredFile): Promise<ColouredPhoto> {
  return { evidence: colourEvidence(await decodePixels(await readPhoto(photo), SIDE), SIDE), colours: photo.colours }
}

function rounded (values: Float32Array): number[] {
  return Array.from(values, (value) => Number(value.toFixed(DIGITS)))
}
