import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import t from 'tap'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'
import { packageRoot } from '../../../src/shared/package-root.ts'
import { readColoredFiles, readColors } from '../../../src/evaluation/labelled-colors.ts'
import { type ColoredPhoto, fitColors, nameColors } from '../../../src/images/color/classifier.ts'
import { COLORS, type Color } from '../../../src/images/color/color-names.ts'
import { folder } from '../../fixtures/catalogue-files.ts'
import { seededRandom } from '../../fixtures/random.ts'

/**
 * A photo whose evidence is one value for each color, with noise; its one component tells whether the light was warm.
 */
function photo (
  measured: Color,
  isWarm: boolean,
  colors: readonly Color[],
  random: () => number
): ColoredPhoto & { readonly components: Float32Array } {
  const evidence = Float32Array.from(COLORS, (color) => (color === measured ? 2 : 0) + random())
  return { evidence, components: Float32Array.of((isWarm ? 1 : -1) + 0.1 * random()), colors }
}

const mostLikely = (probabilities: Float32Array) => COLORS[probabilities.indexOf(Math.max(...probabilities))]

t.test('names are learned where evidence and labeller differ', async (t) => {
  const random = seededRandom(3)
  // White in warm light looks beige.
  const photos = Array.from({ length: 2000 }, (_, i) =>
    i % 2 === 0
      ? photo('red', i % 4 === 0, ['red'], random)
      : photo('beige', i % 4 === 1, [i % 4 === 1 ? 'white' : 'beige'], random)
  )
  const names = fitColors(photos)
  const named = ({ evidence, components }: ReturnType<typeof photo>) =>
    mostLikely(nameColors(names, evidence, components))

  t.equal(named(photo('red', true, [], random)), 'red')
  t.equal(named(photo('beige', true, [], random)), 'white')
  t.equal(named(photo('beige', false, [], random)), 'beige')
  t.same(fitColors(photos), names, 'the same photos give the same names')
})

t.test('without components the evidence alone is learned from and read', async (t) => {
  const random = seededRandom(4)
  const photos = Array.from({ length: 300 }, (_, i) => photo(COLORS[i % 3]!, false, [COLORS[(i + 1) % 3]!], random))
  const names = fitColors(photos.map(({ evidence, colors }) => ({ evidence, colors })))

  t.equal(names.weights.length, COLORS.length ** 2)
  t.ok(names.weights.every(Number.isFinite))
  t.equal(mostLikely(nameColors(names, photo(COLORS[0], false, [], random).evidence)), COLORS[1])
})

t.test('of two colors the main one is likelier', async (t) => {
  const random = seededRandom(5)
  const names = fitColors(Array.from({ length: 300 }, () => photo('blue', false, ['blue', 'green'], random)))
  const { evidence, components } = photo('blue', false, [], random)
  const probabilities = nameColors(names, evidence, components)
  const of = (color: Color) => probabilities[COLORS.indexOf(color)]!

  t.ok(of('blue') > of('green'))
  t.ok(of('green') > of('red'))
  t.ok(Math.abs(probabilities.reduce((sum, value) => sum + value, 0) - 1) < 1e-5)
})

t.test('a file of colors is read with its mistakes named', async (t) => {
  const file = join(await folder(t), 'colors.jsonl')
  await writeFile(file, '{"id":"a","color":"black, grey"}\n\n{"id":"b","color":"red"}\n')
  t.same(
    [...(await readColors(file))],
    [
      ['a', ['black', 'grey']],
      ['b', ['red']]
    ]
  )

  for (const [line, message] of [
    ['{"id":"b","color":"navy"}', /"navy" of b is none of black,/],
    ['{"id":1,"color":"red"}', /line 1 lacks "id" or "color"/],
    ['{', /line 1 lacks/]
  ] as const) {
    await writeFile(file, line)
    await t.rejects(readColors(file), { code: 'CATALOGUE_FILE_INVALID', message }, line)
  }
  await writeFile(file, '{"id":"a","image":"photos/a.jpg","color":"red"}\n')
  t.same(await readColoredFiles(file), [{ file: join(file, '..', 'photos', 'a.jpg'), colors: ['red'] }])
  await writeFile(file, '{"id":"a","color":"red"}\n')
  await t.rejects(readColoredFiles(file), { code: 'CATALOGUE_FILE_INVALID', message: /a lacks "image"/ })
  await t.rejects(readColors(`${file}.none`), { code: 'CATALOGUE_FILE_INVALID', message: /no such file|ENOENT/ })
})

t.test('no product that judges the naming of colors teaches it', async (t) => {
  const taught = await readColoredFiles(join(packageRoot, 'training', 'product-colors.jsonl'))
  const stated = new Set<string>()
  for await (const row of readCatalogue(join(packageRoot, 'node_modules/@vendure/create/assets/products.csv'))) {
    if ('product' in row && row.product.color !== undefined) {
      row.product.images.forEach((image) => stated.add(basename(image)))
    }
  }

  t.equal(taught.length, 39)
  t.ok(stated.size > 10)
  t.same(
    taught.filter(({ file }) => stated.has(basename(file))),
    []
  )
})
