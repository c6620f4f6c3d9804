import { StoreUnavailableError } from '../errors.ts'

/** Loads what needs optional packages, for a setting. Rejects with STORE_UNAVAILABLE where they are absent. */
export async function importOptional<T> (setting: string, packages: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n')
    throw new StoreUnavailableError(
      `${setting} needs ${packages}, install with: npm install --include=optional (${reason})`,
      { cause }
    )
  }
}
