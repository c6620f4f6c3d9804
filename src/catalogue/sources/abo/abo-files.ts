import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { CatalogueFileError } from '../../../errors.ts'

/** Where the parts of the dataset lie. */
export interface AboFiles {
  /** In the order in which they are read. */
  readonly shards: readonly string[]
  /** `images.csv.gz`. */
  readonly imageIndex: string
  /** What the paths of the image index are relative to. */
  readonly imageRoot: string
}

const LISTINGS = path.join('listings', 'metadata')
const INDEX = path.join('metadata', 'images.csv.gz')

/** The small photos are as large as a model looks at. */
const PHOTOS = [path.join('images', 'small'), path.join('images', 'original')] as const

/**
 * Finds the parts from the dataset's folder or from one of its shards. `imagesDir` may be `images/small` of a copy
 * elsewhere, with its index beside it. Throws CATALOGUE_FILE_INVALID for what is not there.
 */
export async function findAboFiles (source: string, imagesDir?: string): Promise<AboFiles> {
  const shards = await shardsOf(path.resolve(source))
  const home = path.resolve(path.dirname(shards[0]!), '..', '..')
  const imageRoot =
    imagesDir === undefined
      ? await firstOf(
        source,
        PHOTOS.map((name) => path.join(home, name))
      )
      : path.resolve(imagesDir)
  const imageIndex = await firstOf(source, [path.join(imageRoot, '..', INDEX), path.join(home, 'images', INDEX)])
  return { shards, imageIndex, imageRoot }
}

/** Size and time of all that is read, for telling whether a later run reads the same. */
export async function versionOf ({
  shards,
  imageIndex
}: AboFiles): Promise<readonly [file: string, size: number, mtimeMs: number][]> {
  return await Promise.all(
    [...shards, imageIndex].map(async (file) => {
      const { size, mtimeMs } = await stat(file)
      return [file, size, mtimeMs]
    })
  )
}

/** The listings of the dataset in a folder, or the file itself. */
export async function shardsOf (source: string): Promise<string[]> {
  if (!(await isFolder(source))) return [source]
  const folder = path.join(source, LISTINGS)
  const names = (await isFolder(folder)) ? await readdir(folder) : []
  const shards = names
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .map((name) => path.join(folder, name))
  if (shards.length === 0) throw new CatalogueFileError(source, `it has no ${path.join(LISTINGS, '*.json.gz')}`)
  return shards
}

async function firstOf (source: string, candidates: readonly string[]): Promise<string> {
  for (const candidate of candidates) {
    if (await exists(candidate)) return candidate
  }
  throw new CatalogueFileError(
    source,
    `there is neither ${candidates.join(' nor ')}; pass the folder of the photos (--images-dir)`
  )
}

async function exists (file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false
  )
}

async function isFolder (file: string): Promise<boolean> {
  return await stat(file).then(
    (stats) => stats.isDirectory(),
    () => false
  )
}
