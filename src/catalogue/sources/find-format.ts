import { cutText } from '../../shared/cut-text.ts'
import { CatalogueFileError } from '../../errors.ts'
import type { Explanation, ReadOptions } from './catalogue-row.ts'
import { chooseFormat, type Choice } from './formats/choose-format.ts'
import { toHeading, type Field } from './formats/fields.ts'
import type { Format } from './formats/format.ts'
import type { Columns } from './formats/row.ts'
import { suggestMapping } from './suggest-mapping.ts'

const MAX_LABEL = 100
const MAX_SHOWN = 30

/** The format of these headings. Throws CATALOGUE_FILE_INVALID, naming them, the nearest format and what is missing. */
export function findFormat (file: string, labels: readonly string[], { mapping = {} }: ReadOptions): Choice {
  const headings = labels.map(toHeading)
  const wanted = Object.entries(mapping).map(([field, heading]) => [field as Field, toHeading(heading)] as const)
  const absent = wanted.find(([, heading]) => !headings.includes(heading))
  if (absent) {
    throw new CatalogueFileError(
      file,
      `it has no column "${mapping[absent[0]]}" to become ${absent[0]}; its headings are ${listed(labels)}`
    )
  }
  const choice = chooseFormat(headings, labels, new Map(wanted))
  if ('format' in choice) return choice
  const { closestFormat, missing } = choice
  throw new CatalogueFileError(
    file,
    `its headings are not known: ${listed(labels)}. Nearest is the format ${closestFormat.name}; missing: ${missing.join('; ') || 'headings of its own'}. ` +
      (labels.filter(Boolean).length < 2
        ? 'If other lines stand above the headings, delete them'
        : `Name the columns with --map, e.g. ${suggestMapping(labels)}`)
  )
}

/** Whether some format reads these headings. */
export function isKnown (labels: readonly string[], { mapping = {} }: ReadOptions): boolean {
  const headings = labels.map(toHeading)
  const wanted = Object.entries(mapping).map(([field, heading]) => [field as Field, toHeading(heading)] as const)
  return (
    wanted.every(([, heading]) => headings.includes(heading)) &&
    'format' in chooseFormat(headings, labels, new Map(wanted))
  )
}

export function explain (format: Format, columns: Columns): Explanation {
  return {
    format: format.name,
    columns: columns.labels.map((heading, i) => ({ heading, meaning: columns.meaningOf(i) }))
  }
}

function listed (labels: readonly string[]): string {
  return (
    labels.slice(0, MAX_SHOWN).map((label) => cutText(label, MAX_LABEL)).join(', ') +
    (labels.length > MAX_SHOWN ? `, and ${labels.length - MAX_SHOWN} more` : '')
  )
}
