import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import type { ReadOptions } from '../catalogue/sources/catalogue-row.ts'
import { FIELDS, type Field } from '../catalogue/sources/formats/fields.ts'
import { CatalogueFileError } from '../errors.ts'

type Mapping = NonNullable<ReadOptions['mapping']>

/** How a file is to be read, as every command that reads one takes it. */
export interface ReadingFlags extends Pick<ReadOptions, 'imagesDir' | 'currency' | 'encoding'> {
  readonly map?: Mapping
  readonly mapping?: string
}

export function addReadingOptions (command: Command): Command {
  return command
    .option('--images-dir <folder>', 'folder of local photos (default: found beside the file)')
    .option('--currency <code>', 'currency of prices that state none')
    .option('--encoding <name>', 'of the file, e.g. windows-1250 (default: UTF-8 or UTF-16, else windows-1252)')
    .option(
      '--map <field=heading>',
      'the column that is to become a field, e.g. title="Product Name"; repeatable',
      addMapping
    )
    .option('--mapping <file>', 'the same as JSON, e.g. {"title":"Product Name"}')
}

/** Rejects with CATALOGUE_FILE_INVALID where the file of the mapping cannot be used. */
export async function mappingOf ({ map, mapping }: ReadingFlags): Promise<Mapping | undefined> {
  return mapping === undefined ? map : { ...(await readMapping(mapping)), ...map }
}

/** `title="Product Name"`, given as often as there are columns to name. */
function addMapping (text: string, previous: Mapping = {}): Mapping {
  const [, field = '', heading = ''] = /^(\w+)=(.+)$/.exec(text) ?? []
  if (!isField(field)) {
    throw new InvalidArgumentError(`It must be like title="Product Name", with a field of ${FIELDS.join(', ')}.`)
  }
  return { ...previous, [field]: heading }
}

/** JSON like `{"title":"Product Name"}`. Rejects with CATALOGUE_FILE_INVALID. */
async function readMapping (file: string): Promise<Mapping> {
  try {
    const mapping = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
    const wrong = Object.entries(mapping).find(([field, heading]) => !isField(field) || typeof heading !== 'string')
    if (wrong) throw new Error(`"${wrong[0]}" must be a field of ${FIELDS.join(', ')}, and its value a heading`)
    return mapping as Mapping
  } catch (cause) {
    throw new CatalogueFileError(
      file,
      `it is no mapping like {"title":"Product Name"}: ${(cause as Error).message}`,
      { cause }
    )
  }
}

function isField (name: string): name is Field {
  return (FIELDS as readonly string[]).includes(name)
}
