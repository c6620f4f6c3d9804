import { readFile } from 'node:fs/promises'
import { InvalidArgumentError } from 'commander'
import type { ReadOptions } from '../catalogue/sources/catalogue-row.ts'
import { FIELDS, type Field } from '../catalogue/sources/formats/fields.ts'
import { CatalogueFileError } from '../errors.ts'

export type Mapping = NonNullable<ReadOptions['mapping']>

/** `title="Product Name"`, given as often as there are columns to name. */
export function addMapping (text: string, previous: Mapping = {}): Mapping {
  const [, field = '', heading = ''] = /^(\w+)=(.+)$/.exec(text) ?? []
  if (!isField(field)) {
    throw new InvalidArgumentError(`It must be like title="Product Name", with a field of ${FIELDS.join(', ')}.`)
  }
  return { ...previous, [field]: heading }
}

/** JSON like `{"title":"Product Name"}`. Rejects with CATALOGUE_FILE_INVALID. */
export async function readMapping (file: string): Promise<Mapping> {
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
