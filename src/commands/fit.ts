import { join } from 'node:path'
import type { Command } from 'commander'
import { packageRoot } from '../config.ts'
import { BadUserInputError } from '../errors.ts'
import { readColours } from '../evaluation/labelled-colours.ts'
import type { Colour } from '../images/colour/shades.ts'
import type { Image } from '../images/image.ts'
import { readLabelledPhotos, readPhoto, type LabelledPhoto } from '../evaluation/labelled-photos.ts'
import { logPhotos } from './photo-log.ts'

export function registerFit (program: Command): void {
  program.command('fit')
    .description('Fit the head of the built-in model to labelled photos, except those of the split "test"')
    .argument('<labels>', 'JSON lines of {"image","label","split","id"}, image paths relative to it')
    .requiredOption('--colors <file>', 'JSON lines of {"id","color"}: colours of some of the photos, the main one first, separated by commas')
    .option('--models <folder>', 'folder of the networks, where the head is written', join(packageRoot, 'models'))
    .action(async (labels: string, { models, colors }: { models: string, colors: string }) => {
      const photos = (await readLabelledPhotos(labels)).filter(({ split }) => split !== 'test')
      const colours = await readColours(colors)
      if (!photos.some(({ id }) => id !== undefined && colours.has(id))) throw new BadUserInputError(`${colors} has the colours of none of these photos, which are told by their "id"`)
      const { fitBuiltin } = await import('../embedding/builtin/fit-builtin.ts')
      const { file, revision } = await fitBuiltin({ modelsDir: models, photos: readAll(photos, colours) })
      process.stdout.write(`${file}: fitted to ${photos.length} photos, revision ${revision}. Catalogues of an earlier revision must be ingested again.\n`)
    })
}

async function * readAll (photos: readonly LabelledPhoto[], colours: ReadonlyMap<string, readonly Colour[]>): AsyncGenerator<{ image: Image, label: string, colours: readonly Colour[] | undefined }> {
  const log = logPhotos(photos.length)
  for (const [i, photo] of photos.entries()) {
    yield { image: await readPhoto(photo), label: photo.label, colours: photo.id === undefined ? undefined : colours.get(photo.id) }
    log(i + 1)
  }
}
