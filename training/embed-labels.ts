// npx tsx training/embed-labels.ts: writes models/labels.bin, what the built-in model says of the shipped taxonomy's
// labels, so that no machine asks it again. To run after a change of the model or of the taxonomy.
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { loadConfig } from '../src/config/config.ts'
import { packageRoot } from '../src/shared/package-root.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { LabelEmbeddings } from '../src/tagging/label-embeddings.ts'
import { LabelCache } from '../src/tagging/label-cache.ts'
import { Taxonomy } from '../src/taxonomy/taxonomy.ts'

const models = path.join(packageRoot, 'models')
const file = path.join(models, 'labels.bin')

const embedder = await createEmbedder(loadConfig({}))
try {
  // What was kept is not asked for its own word.
  await rm(file, { force: true })
  const cache = await LabelCache.open(file, embedder)
  await LabelEmbeddings.build(await Taxonomy.read(path.join(models, 'taxonomy.json')), embedder, { cache })
  await cache.save()
} finally {
  await embedder.close()
}
console.log(file)
