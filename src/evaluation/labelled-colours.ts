import { dirname, resolve } from 'node:path'
import { CatalogueFileError } from '../errors.ts'
import { COLOURS, type Colour } from '../images/color/color-names.ts'
import { readColorRows } from '../tagging/fit/labelled-photos.ts'

/** A photo of a thing that has no label, only colours. */
export interface ColouredFile {
  /** Absolute path. */
  readonly file: string
  /** The main one first. */
  readonly colours: readonly Colour[]
}

/** Colours by the id of a photo, the main one first, from JSON lines of `{"id","color":"black, grey"}`. Rejects with CATALOGUE_FILE_INVALID. */
export async function readColours (file: string): Promise<Map<string, readonly Colour[]>> {
  const colours = new Map<string, readonly Colour[]>()
  for await (const { id, color } of readColorRows(file)) colours.set(id, toColours(color, file, id))
  return colours
}

/** Photos from JSON lines of `{"id","image","color":"black, grey"}`, image paths relative to the file. Rejects with CATALOGUE_FILE_INVALID. */
export async function readColouredFiles (file: string): Promise<ColouredFile[]> {
  const files: ColouredFile[] = []
  for await (const { id, color, image } of readColorRows(file)) {
    if (typeof image !== 'string') throw new CatalogueFileError(file, `${id} lacks "image"`)
    files.push({ file: resolve(dirname(file), image), colours: toColours(color, file, id) })
  }
  return files
}

function toColours (text: string, file: string, id: string): Colour[] {
  return text.split(',').map((name) => toColour(name.trim(), file, id))
}

function toColour (name: string, file: string, id: string): Colour {
  const colour = COLOURS.find((known) => known === name)
  if (colour === undefined) throw new CatalogueFileError(file, `the color "${name}" of ${id} is none of ${COLOURS.join(', ')}`)
  return colour
}
