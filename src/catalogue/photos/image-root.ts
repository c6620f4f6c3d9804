import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { findAboFiles } from '../sources/abo/abo-files.ts'
import type { ReadOptions } from '../sources/catalogue-row.ts'
import { isRemote } from './load-image.ts'
import { readCatalogue } from '../sources/read-catalogue.ts'

/** Beside or below the file, in the order they are tried; Vendure keeps file names only. */
const FOLDERS = ['.', 'images', 'assets', '../images', '../assets'] as const

/** Products looked at before the file's own folder is taken for granted. */
const MAX_PRODUCTS = 200

type RootOptions = Pick<ReadOptions, 'format' | 'encoding' | 'mapping'>

/** The folder that the file's local photos are relative to: that of the file where none is found. */
export async function findImageRoot (file: string, options: RootOptions = {}): Promise<string> {
  return (await findLocalPhotos(file, options)) ?? path.dirname(path.resolve(file))
}

/** The first folder that holds one of the first photos; undefined where none is local, or none is found. */
export async function findLocalPhotos (
  file: string,
  { format, encoding, mapping }: RootOptions = {}
): Promise<string | undefined> {
  if (format === 'abo') return (await findAboFiles(file)).imageRoot
  const folder = path.dirname(path.resolve(file))
  let seen = 0
  for await (const row of readCatalogue(file, { encoding, mapping })) {
    if (++seen > MAX_PRODUCTS) break
    const { images = [], videos = [], documents = [], audio = [] } = 'product' in row ? row.product : {}
    const local = [...images, ...videos, ...documents, ...audio].filter((file) => !isRemote(file))
    for (const image of local) {
      const root = await firstHolding(
        FOLDERS.map((name) => path.join(folder, name)),
        image
      )
      if (root !== undefined) return root
    }
  }
  return undefined
}

async function firstHolding (folders: readonly string[], image: string): Promise<string | undefined> {
  for (const folder of folders) {
    if (await isFileWithin(folder, image)) return folder
  }
  return undefined
}

async function isFileWithin (folder: string, image: string): Promise<boolean> {
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(path.join(folder, image))])
    return file.startsWith(root + path.sep) && (await stat(file)).isFile()
  } catch {
    return false
  }
}
