import { readFile } from 'node:fs/promises'
import { CatalogueFileError } from '../errors.ts'
import { COLOURS, type Colour } from '../images/colour/shades.ts'

/** Colours by the id of a photo, the main one first, from JSON lines of `{"id","color":"black, grey"}`. Rejects with CATALOGUE_FILE_INVALID. */
export async function readColours (file: string): Promise<Map<string, readonly Colour[]>> {
  const colours = new Map<string, readonly Colour[]>()
  let number = 0
  try {
    for (const line of (await readFile(file, 'utf8')).split('\n')) {
      number++
      if (line.trim()) colours.set(...parseLine(line))
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CatalogueFileError(file, number ? `line ${number}: ${reason}` : reason, { cause })
  }
  return colours
}

function parseLine (line: string): [string, readonly Colour[]] {
  const { id, color } = JSON.parse(line) as Record<string, unknown>
  if (typeof id !== 'string' || typeof color !== 'string') throw new TypeError('id and color must be strings')
  return [id, color.split(',').map((name) => toColour(name.trim()))]
}

function toColour (name: string): Colour {
  const colour = COLOURS.find((known) => known === name)
  if (colour === undefined) throw new TypeError(`"${name}" is none of ${COLOURS.join(', ')}`)
  return colour
}
