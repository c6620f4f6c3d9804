import type { Command } from 'commander'
import type { ReadOptions } from '../catalogue/sources/catalogue-row.ts'
import { addMapping, readMapping, type Mapping } from './mapping.ts'

/** How a catalogue file is to be read, beside what its content tells. */
export interface ReadFlags {
  readonly currency?: string
  readonly encoding?: string
  readonly map?: Mapping | undefined
  readonly mapping?: string | undefined
}

export function addReadFlags (command: Command): Command {
  return command
    .option('--currency <code>', 'currency of prices that state none')
    .option('--encoding <name>', 'of the file, e.g. windows-1250 (default: UTF-8 or UTF-16, else windows-1252)')
    .option(
      '--map <field=heading>',
      'the column that is to become a field, e.g. title="Product Name"; repeatable',
      addMapping
    )
    .option('--mapping <file>', 'the same as JSON, e.g. {"title":"Product Name"}')
}

/** What `--map` names counts before the file of `--mapping`. Rejects with CATALOGUE_FILE_INVALID. */
export async function mappingOf ({ map, mapping }: ReadFlags): Promise<ReadOptions['mapping']> {
  return mapping === undefined ? map : { ...(await readMapping(mapping)), ...map }
}
