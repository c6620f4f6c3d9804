import { hash } from 'node:crypto'
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CatalogueFileError } from '../../errors.ts'
import { wordsOf } from './file-words.ts'

const PHOTO = /\.(jpe?g|png|webp|gif|avif)$/i
const MAX_ID_LENGTH = 200
const MAX_PHOTOS = 100_000

interface PhotoProduct {
  readonly id: string
  readonly title?: string
  readonly category?: string
  readonly images: readonly string[]
}

/**
 * Writes a catalogue file of a folder of photos, those in folders below it too: a product for each, called after its
 * file where that has a name, in the category of its folder. The file is as old as the newest photo, so that the same
 * photos make the same file. Throws CATALOGUE_FILE_INVALID for a folder without photos.
 */
export async function catalogueOfPhotos (folder: string, file: string): Promise<void> {
  const photos = await photosIn(folder)
  const newest = Math.max(
    ...(await Promise.all(photos.map(async (photo) => (await stat(path.join(folder, photo))).mtimeMs)))
  )
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, photos.map((photo) => `${JSON.stringify(toProduct(photo))}\n`).join(''))
  await utimes(file, new Date(newest), new Date(newest))
}

/** Relative to the folder, in order of name. */
async function photosIn (folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new CatalogueFileError(folder, cause.code === 'ENOENT' ? 'there is no such folder' : cause.message, {
        cause
      })
    }
  )
  const files = entries.filter((entry) => entry.isFile() && PHOTO.test(entry.name) && !entry.name.startsWith('.'))
  const photos = files
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/'))
    .sort()
  if (photos.length === 0) {
    throw new CatalogueFileError(folder, 'it holds no photos; JPEG, PNG, WebP, GIF and AVIF are read')
  }
  if (photos.length > MAX_PHOTOS) {
    throw new CatalogueFileError(folder, `it holds ${photos.length} photos; at most ${MAX_PHOTOS} are read`)
  }
  return photos
}

function toProduct (photo: string): PhotoProduct {
  const { dir, name } = path.posix.parse(photo)
  const title = wordsOf(name)
  const category = dir
    .split('/')
    .map((step) => wordsOf(step) ?? step)
    .filter(Boolean)
    .join('/')
  return {
    id: idOf(photo),
    ...(title !== undefined && { title }),
    ...(category !== '' && { category }),
    images: [photo]
  }
}

/** Ids may not begin with #, hold control characters or be longer. */
function idOf (photo: string): string {
  const isFit = photo.length <= MAX_ID_LENGTH && !photo.startsWith('#') && !/\p{Cc}/u.test(photo)
  return isFit ? photo : hash('sha256', photo).slice(0, 32)
}
