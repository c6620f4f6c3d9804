import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { DataDirUnusableError, isCodedError } from '../errors.ts'

/**
 * Runs a task that writes into a folder of the data; what the file system refuses, a full disk among it, rejects with
 * DATA_DIR_UNUSABLE.
 */
export async function inDataFolder<T> (folder: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (cause) {
    if (isCodedError(cause)) throw cause
    throw new DataDirUnusableError(folder, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** Makes a folder with those above it. Node's own `recursive` never ends below /proc, where none can be made. */
export async function makeFolder (folder: string): Promise<void> {
  try {
    await makeOne(folder)
  } catch (error) {
    const parent = path.dirname(path.resolve(folder))
    if (!hasCode(error, 'ENOENT') || parent === path.resolve(folder)) throw error
    await makeFolder(parent)
    await makeOne(folder)
  }
}

/** Whether files can be made in a folder, or in the nearest there is above it. */
export async function isWritable (folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK | constants.X_OK)
    return true
  } catch (error) {
    const parent = path.dirname(path.resolve(folder))
    return hasCode(error, 'ENOENT') && parent !== path.resolve(folder) && await isWritable(parent)
  }
}

async function makeOne (folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const isThere = hasCode(error, 'EEXIST') && (await stat(folder)).isDirectory()
    if (!isThere) throw error
  }
}

function hasCode (error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
