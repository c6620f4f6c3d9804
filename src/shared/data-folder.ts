import { DataDirUnusableError, isCodedError } from '../errors.ts'

/** Runs a task that writes into a folder of the data; what the file system refuses, a full disk among it, rejects with DATA_DIR_UNUSABLE. */
export async function inDataFolder<T> (folder: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (cause) {
    if (isCodedError(cause)) throw cause
    throw new DataDirUnusableError(folder, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
