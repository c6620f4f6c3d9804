import { isCodedError, StoreDamagedError, StoreUnavailableError } from '../../errors.ts'

const DAMAGE = /not found|no such file|corrupt|malformed|invalid (range|magic|format)|magic|unexpected end|\beof\b|out of range|out of bounds|panic|decode|protobuf|file size/i

export interface TablePlace {
  readonly name: string
  /** Folder of the table. */
  readonly path: string
  /** False once the index has been deleted, or deleted and created anew. */
  isCurrent (): Promise<boolean>
}

/** Runs a call of LanceDB's and translates its errors, which all are plain `Error`s told apart by their text. */
export async function translated<T> (place: TablePlace, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    throw await translate(place, cause)
  }
}

async function translate (place: TablePlace, cause: unknown): Promise<unknown> {
  if (isCodedError(cause) || isAbort(cause)) return cause
  if (!await place.isCurrent()) return new StoreUnavailableError(`the index "${place.name}" has been deleted since it was opened`, { cause })
  const [reason = 'no reason given'] = String(cause instanceof Error ? cause.message : cause).split('\n')
  const short = reason.slice(0, 300)
  return DAMAGE.test(reason) ? new StoreDamagedError(place.path, short, { cause }) : new StoreUnavailableError(short, { cause })
}

function isAbort (cause: unknown): boolean {
  return cause instanceof DOMException && (cause.name === 'AbortError' || cause.name === 'TimeoutError')
}
