import { readdir } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.ts'
import { BuiltinEmbedder } from '../../src/embedding/builtin/builtin-embedder.ts'
import type { Embedder } from '../../src/embedding/embedder.ts'
import { LabelEmbeddings } from '../../src/tagging/label-embeddings.ts'
import { LabelCache } from '../../src/tagging/label-cache.ts'
import { TaggerLibrary } from '../../src/tagging/tagger-library.ts'
import { Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { readTaxonomyFile } from '../../src/taxonomy/taxonomy-file.ts'

const models = path.join(packageRoot, 'models')
const shippedLabels = path.join(models, 'labels.bin')
const taxonomyFile = path.join(models, 'taxonomy.json')

t.test('what ships of the labels is of the model and the taxonomy that ship', async (t) => {
  const builtin = await BuiltinEmbedder.open({ modelsDir: models })
  t.teardown(async () => await builtin.close())

  t.test('all labels are there: a first start asks the model for none and keeps none', async (t) => {
    const dataDir = t.testdir()
    const silent: Pick<Embedder, 'embed' | 'model' | 'dimensions'> = {
      model: builtin.model,
      dimensions: builtin.dimensions,
      embed: async () => {
        throw new Error('run: npx tsx training/embed-labels.ts')
      }
    }
    const tagger = await new TaggerLibrary({
      embedder: silent,
      files: [taxonomyFile],
      shippedProfile: 'none',
      shippedLabels,
      dataDir
    }).tagger()
    t.equal(tagger.bank.dimension, 1024)
    t.same(await readdir(dataDir), [])
  })

  t.test('they are what the model says', async (t) => {
    const file = await readTaxonomyFile(taxonomyFile)
    const color = new Taxonomy({
      ...file,
      attributes: file.attributes.filter(({ name }) => name === 'color'),
      categories: file.categories.slice(0, 1)
    })
    const shipped = await LabelEmbeddings.build(color, builtin, {
      cache: await LabelCache.open('none', builtin, shippedLabels)
    })
    const fresh = await LabelEmbeddings.build(color, builtin)
    const query = await builtin.embed({ text: 'a red dress' }, { purpose: 'query' })

    for (const attribute of ['category', 'color']) {
      const scores = shipped.compare(query).standardised(attribute)
      fresh
        .compare(query)
        .standardised(attribute)
        .forEach((score, i) => t.ok(Math.abs(score - scores[i]!) < 1e-3))
    }
  })
})
