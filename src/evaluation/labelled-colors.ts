import { dirname, resolve } from 'node:path'
import { CatalogueFileError } from '../errors.ts'
import { COLORS, type Color } from '../images/color/color-names.ts'
import { readColorRows } from '../tagging/fit/labelled-photos.ts'

/** A photo of a thing that has no label, only colors. */
export interface ColoredFile {
  /** Absolute path. */
  readonly file: string
  /** The main one first. */
  readonly colors: readonly Color[]
}

/**
 * Colors by the id of a photo, the main one first, from JSON lines of `{"id","color":"black, grey"}`. Rejects with
 * CATALOGUE_FILE_INVALID.
 */
export async function readColors (file: string): Promise<Map<string, readonly Color[]>> {
  const colors = new Map<string, readonly Color[]>()
  for await (const { id, color } of readColorRows(file)) colors.set(id, toColors(color, file, id))
  return colors
}

/**
 * Photos from JSON lines of `{"id","image","color":"black, grey"}`, image paths relative to the file. Rejects with
 * CATALOGUE_FILE_INVALID.
 */
export async function readColoredFiles (file: string): Promise<ColoredFile[]> {
  const files: ColoredFile[] = []
  for await (const { id, color, image } of readColorRows(file)) {
    if (typeof image !== 'string') throw new CatalogueFileError(file, `${id} lacks "image"`)
    files.push({ file: resolve(dirname(file), image), colors: toColors(color, file, id) })
  }
  return files
}

function toColors (text: string, file: string, id: string): Color[] {
  return text.split(',').map((name) => toColor(name.trim(), file, id))
}

function toColor (name: string, file: string, id: string): Color {
  const color = COLORS.find((known) => known === name)
  if (color === undefined) {
    throw new CatalogueFileError(file, `the color "${name}" of ${id} is none of ${COLORS.join(', ')}`)
  }
  return color
}
