// npx tsx training/fit-tagging.ts <labels.jsonl>: writes models/tagging.json for the built-in model. `vitrine tag
// --fit` would learn too much trust here: the built-in head has seen labels and colors of all these photos, and its
// embeddings tell them. So each photo is embedded by a head that was fitted without it; all else is what that command
// does.
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadConfig } from '../src/config/config.ts'
import { packageRoot } from '../src/shared/package-root.ts'
import { ConceptEmbeddings } from '../src/embedding/builtin/concept-embeddings.ts'
import { componentsOf, fitLabels } from '../src/embedding/builtin/fit-head.ts'
import { HEAD_FILE, readHead, type Head } from '../src/embedding/builtin/head.ts'
import { IMAGE_SIDE, ImageEncoder, mapWithin, type ImageReading } from '../src/embedding/builtin/image-encoder.ts'
import { colorPartOf, compose } from '../src/embedding/builtin/layout.ts'
import { colorPart, sharesOf } from '../src/embedding/builtin/color-part.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { readColoredFiles, readColors, type ColoredFile } from '../src/evaluation/labelled-colors.ts'
import { readLabelledPhotos, readPhoto } from '../src/evaluation/labelled-photos.ts'
import { colorEvidence } from '../src/images/color/evidence.ts'
import { fitColors } from '../src/images/color/classifier.ts'
import { COLORS, type Color } from '../src/images/color/color-names.ts'
import { preparePhoto } from '../src/images/prepared-photo.ts'
import { LabelEmbeddings } from '../src/tagging/label-embeddings.ts'
import { readLabelled, type ObservedProduct } from '../src/tagging/fit/labelled-photos.ts'
import { learn } from '../src/tagging/fit/learn.ts'
import type { EnsembleWeights, TaggingProfile } from '../src/tagging/profile.ts'
import { Tagger } from '../src/tagging/tagger.ts'
import { Taxonomy } from '../src/taxonomy/taxonomy.ts'
import { fitOthers } from './fit-others.ts'

interface ColorReading extends ImageReading {
  readonly evidence: Float32Array
  readonly colors: readonly Color[] | undefined
}
interface Reading extends ColorReading {
  readonly label: string
}

const FOLDS = 3
const PRECISION = 0.95
const MODELS = join(packageRoot, 'models')
const COLORS_FILE = join(packageRoot, 'training', 'clothing-colors.jsonl')
const OTHER_COLORS_FILE = join(packageRoot, 'training', 'product-colors.jsonl')

const [labels] = process.argv.slice(2)
if (labels === undefined) throw new Error('Give a labels.jsonl, as for vitrine fit.')

const { head } = await readHead(join(MODELS, HEAD_FILE))
const { readings, others } = await readAll(labels)
const products = (await readLabelled(labels, COLORS_FILE)).filter(({ split }) => split !== 'test')
const embeddings = embedUnseen(readings, others)
const observed = products.map((product, i): ObservedProduct => {
  const embedding = embeddings[i]!
  const named = sharesOf(colorPartOf(embedding))
  return { ...product, embedding, colors: new Map(COLORS.map((color, c) => [color, named[c]!])) }
})
const embedder = await createEmbedder(loadConfig({}))
try {
  const taxonomy = await Taxonomy.read(join(MODELS, 'taxonomy.json'))
  const tagger = new Tagger({ taxonomy, bank: await LabelEmbeddings.build(taxonomy, embedder) })
  const profile = withOthers(
    learn(tagger, embedder.model, observed, PRECISION),
    await fitOthers(tagger, embedder, PRECISION)
  )
  const file = join(MODELS, 'tagging.json')
  await writeFile(`${file}.part`, `${JSON.stringify(profile, null, 1)}\n`)
  await rename(`${file}.part`, file)
  console.log(JSON.stringify(profile.attributes, null, 1))
} finally {
  await embedder.close()
}

/** For categories, whichever sources speak. */
function withOthers (profile: TaggingProfile, others: EnsembleWeights['others']): TaggingProfile {
  const { category = {}, ...attributes } = profile.attributes
  const known = Object.entries(category).map(([key, weighing]) => [key, { ...weighing, others }])
  return { ...profile, attributes: { category: Object.fromEntries(known), ...attributes } }
}

/** Photos of all splits but `test`, in the order of the file, and photos of other things, which teach colors only. */
async function readAll (file: string): Promise<{ readings: Reading[]; others: ColorReading[] }> {
  const encoder = await ImageEncoder.open(MODELS, 2)
  const colors = await readColors(COLORS_FILE)
  try {
    const readings: Reading[] = []
    for (const photo of (await readLabelledPhotos(file)).filter(({ split }) => split !== 'test')) {
      readings.push({
        ...(await read(encoder, { file: photo.file, colors: colors.get(photo.id!) })),
        label: photo.label
      })
      if (readings.length % 500 === 0) console.error(`${readings.length} photos`)
    }
    const others: ColorReading[] = []
    for (const photo of await readColoredFiles(OTHER_COLORS_FILE)) others.push(await read(encoder, photo))
    return { readings, others }
  } finally {
    await encoder.close()
  }
}

async function read (
  encoder: ImageEncoder,
  { file, colors }: Pick<ColoredFile, 'file'> & Pick<ColorReading, 'colors'>
): Promise<ColorReading> {
  const { padded, filled, within } = await preparePhoto(await readPhoto({ file }), IMAGE_SIDE)
  const reading = await encoder.encode(padded)
  const evidence = colorEvidence(filled, IMAGE_SIDE, mapWithin(reading.activationMap, within))
  return { ...reading, evidence, colors }
}

function embedUnseen (readings: readonly Reading[], others: readonly ColorReading[]): Float32Array[] {
  const heads = Array.from(
    { length: FOLDS },
    (_, fold) =>
      new ConceptEmbeddings(
        headOf(
          readings.filter((_, i) => i % FOLDS !== fold),
          others
        )
      )
  )
  return readings.map(({ features, logits, evidence }, i) => {
    const bank = heads[i % FOLDS]!
    const components = bank.components(features)
    return compose({
      semantic: bank.ofPhoto(logits, components),
      color: colorPart(bank.colors(evidence, components)),
      visual: bank.visual(components)
    })
  })
}

function headOf (readings: readonly Reading[], others: readonly ColorReading[]): Head {
  const components = { mean: head.featureMean, directions: head.featureDirections }
  const colored = [...readings, ...others].flatMap(({ features, evidence, colors }) =>
    colors ? [{ evidence, components: componentsOf(components, features), colors }] : []
  )
  const { weights: colorWeights, biases: colorBiases } = fitColors(colored)
  return { ...head, ...fitLabels(components, readings, head.labels), colorWeights, colorBiases }
}
