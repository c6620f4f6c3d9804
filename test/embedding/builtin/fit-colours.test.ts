import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { colourEvidence, nameColours } from '../../../src/embedding/builtin/colour-namer.ts'
import { fitColours, type ColouredPhoto } from '../../../src/embedding/builtin/fit-colours.ts'
import { readColours } from '../../../src/evaluation/labelled-colours.ts'
import { COLOURS, type Colour } from '../../../src/images/colour/shades.ts'
import { folder } from '../../fixtures/catalogue-files.ts'
import { seededRandom } from '../../fixtures/random.ts'

/** A photo that is measured as `measured`, with noise; its one component tells whether the light was warm. */
function photo (measured: Colour, isWarm: boolean, colours: readonly Colour[], random: () => number): ColouredPhoto {
  const shares = Float32Array.from(COLOURS, (colour) => (colour === measured ? 3 : 0.1) + random())
  const total = shares.reduce((sum, share) => sum + share, 0)
  return { shares: shares.map((share) => share / total), components: Float32Array.of((isWarm ? 1 : -1) + 0.1 * random()), colours }
}

t.test('names are learned where measure and labeller differ', async (t) => {
  const random = seededRandom(3)
  const photos = Array.from({ length: 200 }, (_, i) => i % 2 === 0
    ? photo('red', i % 4 === 0, ['red'], random)
    // White in warm light is measured beige.
    : photo('beige', i % 4 === 1, [i % 4 === 1 ? 'white' : 'beige'], random))
  const head = fitColours(photos)
  const named = ({ shares, components }: ColouredPhoto) => {
    const probabilities = nameColours(head, colourEvidence(shares, components))
    return COLOURS[probabilities.indexOf(Math.max(...probabilities))]
  }

  t.equal(named(photo('red', true, [], random)), 'red')
  t.equal(named(photo('beige', true, [], random)), 'white')
  t.equal(named(photo('beige', false, [], random)), 'beige')
  t.same(fitColours(photos), head, 'the same photos give the same head')
})

t.test('of two colours the main one is likelier', async (t) => {
  const random = seededRandom(5)
  const head = fitColours(Array.from({ length: 100 }, () => photo('blue', false, ['blue', 'green'], random)))
  const { shares, components } = photo('blue', false, [], random)
  const probabilities = nameColours(head, colourEvidence(shares, components))
  const of = (colour: Colour) => probabilities[COLOURS.indexOf(colour)]!

  t.ok(of('blue') > of('green'))
  t.ok(of('green') > of('red'))
})

t.test('a file of colours is read with its mistakes named', async (t) => {
  const file = join(await folder(t), 'colors.jsonl')
  await writeFile(file, '{"id":"a","color":"black, grey"}\n\n{"id":"b","color":"red"}\n')
  t.same([...await readColours(file)], [['a', ['black', 'grey']], ['b', ['red']]])

  for (const [line, message] of [['{"id":"b","color":"navy"}', /"navy" of b is none of black,/], ['{"id":1,"color":"red"}', /line 1 lacks "id" or "color"/], ['{', /line 1 lacks/]] as const) {
    await writeFile(file, line)
    await t.rejects(readColours(file), { code: 'CATALOGUE_FILE_INVALID', message }, line)
  }
  await t.rejects(readColours(`${file}.none`), { code: 'CATALOGUE_FILE_INVALID', message: /no such file|ENOENT/ })
})
