import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { CatalogueFileError } from '../errors.ts'
import type { Image } from '../images/image.ts'
import { inspectImage } from '../images/inspect-image.ts'

/** A line of a JSON lines file, e.g. `{"image":"images/a.jpg","label":"T-Shirt","split":"test"}`. */
export interface LabelledPhoto {
  /** Absolute path. */
  readonly file: string
  readonly label: string
  /** By which other files speak of it. */
  readonly id?: string | undefined
  /** `test` photos judge a model and are never fitted on. */
  readonly split: string
}

const LIMITS = { maxPixels: 50_000_000, maxBytes: 20_971_520 }

/** Rejects with CATALOGUE_FILE_INVALID and the line number. Image paths are relative to the file. */
export async function readLabelledPhotos (file: string): Promise<LabelledPhoto[]> {
  const photos: LabelledPhoto[] = []
  let number = 0
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      number++
      if (line.trim()) photos.push(parseLine(line, dirname(file)))
    }
  } catch (cause) {
    throw new CatalogueFileError(file, number ? `line ${number}: ${describe(cause)}` : describe(cause), { cause })
  }
  if (photos.length === 0) throw new CatalogueFileError(file, 'it has no photos')
  return photos
}

export async function readPhoto ({ file }: Pick<LabelledPhoto, 'file'>): Promise<Image> {
  return await inspectImage(await readBytes(file), LIMITS)
}

async function readBytes (file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new CatalogueFileError(file, describe(cause), { cause })
  }
}

function parseLine (line: string, folder: string): LabelledPhoto {
  const { id, image, label, split = 'train' } = JSON.parse(line) as Record<string, unknown>
  if (typeof image !== 'string' || typeof label !== 'string' || typeof split !== 'string') {
    throw new TypeError('image, label and split must be strings')
  }
  return { file: resolve(folder, image), label, split, ...(typeof id === 'string' && { id }) }
}

function describe (cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
