import { join } from 'node:path'
import type { Command } from 'commander'
import { packageRoot } from '../shared/package-root.ts'
import { BadUserInputError } from '../errors.ts'
import type { FitOptions } from '../embedding/builtin/fit-builtin.ts'
import { readColoredFiles, readColors } from '../evaluation/labelled-colors.ts'
import { readLabelledPhotos, readPhoto } from '../evaluation/labelled-photos.ts'
import type { Color } from '../images/color/color-names.ts'
import { logPhotos } from './photo-log.ts'

export function registerFit (program: Command): void {
  program
    .command('fit')
    .description('Fit the head of the built-in model to labelled photos, except those of the split "test"')
    .argument('<labels>', 'JSON lines of {"image","label","split","id"}, image paths relative to it')
    .requiredOption(
      '--colors <file>',
      'JSON lines of {"id","color"}: colors of some of the photos, the main one first, separated by commas'
    )
    .option(
      '--more-colors <file>',
      'JSON lines of {"id","image","color"}: photos of other things, image paths relative to it, that teach colors only'
    )
    .option('--models <folder>', 'folder of the networks, where the head is written', join(packageRoot, 'models'))
    .option('--json', 'print JSON instead of sentences')
    .action(
      async (
        labels: string,
        { models, colors, moreColors, json }: { models: string; colors: string; moreColors?: string; json?: boolean }
      ) => {
        const photos = await readTaught(labels, colors)
        const others = moreColors === undefined ? [] : await readColoredFiles(moreColors)
        const { fitBuiltin } = await import('../embedding/builtin/fit-builtin.ts')
        const { file, revision } = await fitBuiltin({ modelsDir: models, photos: readAll([...photos, ...others]) })
        if (json) {
          const figures = { file, photos: photos.length, morePhotos: others.length, revision }
          process.stdout.write(`${JSON.stringify(figures)}\n`)
          return
        }
        const more = others.length > 0 ? `, its colors to ${others.length} more` : ''
        process.stdout.write(
          `${file}: fitted to ${photos.length} photos${more}, revision ${revision}. Catalogues of an earlier revision must be ingested again.\n`
        )
      }
    )
}

interface TaughtPhoto {
  readonly file: string
  readonly label?: string | undefined
  readonly colors?: readonly Color[] | undefined
}

async function readTaught (labels: string, colorsFile: string): Promise<TaughtPhoto[]> {
  const photos = (await readLabelledPhotos(labels)).filter(({ split }) => split !== 'test')
  const colors = await readColors(colorsFile)
  if (!photos.some(({ id }) => id !== undefined && colors.has(id))) {
    throw new BadUserInputError(`${colorsFile} has the colors of none of these photos, which are told by their "id"`)
  }
  return photos.map(({ file, label, id }) => ({ file, label, colors: id === undefined ? undefined : colors.get(id) }))
}

async function * readAll (photos: readonly TaughtPhoto[]): FitOptions['photos'] {
  const log = logPhotos(photos.length)
  for (const [i, photo] of photos.entries()) {
    yield { image: await readPhoto(photo), label: photo.label, colors: photo.colors }
    log(i + 1)
  }
}
