import { existsSync } from 'node:fs'
import path from 'node:path'

/** Folder of the package, with `models` and `schema`, wherever this file was compiled to. */
export const packageRoot = findPackageRoot(import.meta.dirname)

function findPackageRoot (folder: string): string {
  const parent = path.dirname(folder)
  return parent === folder || existsSync(path.join(folder, 'package.json')) ? folder : findPackageRoot(parent)
}
