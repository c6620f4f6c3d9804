import { CatalogueFileError } from '../errors.ts'
import { COLOURS, type Colour } from '../images/colour/shades.ts'
import { readColorsFile } from '../tagging/labelled-photos.ts'

/** Colours by the id of a photo, the main one first, from JSON lines of `{"id","color":"black, grey"}`. Rejects with CATALOGUE_FILE_INVALID. */
export async function readColours (file: string): Promise<Map<string, readonly Colour[]>> {
  const texts = await readColorsFile(file)
  return new Map([...texts].map(([id, text]) => [id, text.split(',').map((name) => toColour(name.trim(), file, id))]))
}

function toColour (name: string, file: string, id: string): Colour {
  const colour = COLOURS.find((known) => known === name)
  if (colour === undefined) throw new CatalogueFileError(file, `the color "${name}" of ${id} is none of ${COLOURS.join(', ')}`)
  return colour
}
