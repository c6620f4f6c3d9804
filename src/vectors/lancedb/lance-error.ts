import {
  DataDirUnusableError,
  IndexGoneError,
  isCodedError,
  StoreDamagedError,
  StoreUnavailableError
} from '../../errors.ts'

const DAMAGE =
  /not found|no such file|corrupt|malformed|invalid (range|magic|format)|magic|unexpected end|whole buffer|without direction|truncated|checksum|footer|too (small|short)|\beof\b|out of range|out of bounds|panic|decode|protobuf|file size/i

/** Of the operating system: no rights, a full disk, a read-only file system, a quota. */
const UNWRITABLE = /\(os error (1|13|28|30|122)\)/

const OPERATING_SYSTEM = /\(os error \d+\)/

export interface TablePlace {
  readonly name: string
  /** Folder of the table. */
  readonly path: string
  /** False once the index has been deleted, or deleted and created anew. */
  isCurrent(): Promise<boolean>
}

/** Runs a call of LanceDB's and translates its errors, which all are plain `Error`s told apart by their text. */
export async function translated<T> (place: TablePlace, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    throw await translate(place, cause)
  }
}

/** The same for the first look into a table: what the operating system does not refuse there is damage. */
export async function translatedOpening<T> (place: TablePlace, call: () => Promise<T>): Promise<T> {
  try {
    return await translated(place, call)
  } catch (error) {
    const isDamage =
      error instanceof StoreUnavailableError && (await place.isCurrent()) && !OPERATING_SYSTEM.test(error.message)
    throw isDamage ? new StoreDamagedError(place.path, reasonOf(error.cause), { cause: error.cause }) : error
  }
}

async function translate (place: TablePlace, cause: unknown): Promise<unknown> {
  if (isCodedError(cause) || isAbort(cause)) return cause
  if (!(await place.isCurrent())) return new IndexGoneError(place.name, { cause })
  const [line = ''] = String(cause instanceof Error ? cause.message : cause).split('\n')
  const reason = reasonOf(cause)
  if (UNWRITABLE.test(line)) return new DataDirUnusableError(place.path, reason, { cause })
  return DAMAGE.test(line)
    ? new StoreDamagedError(place.path, reason, { cause })
    : new StoreUnavailableError(reason, { cause })
}

/** The innermost cause, without the places in LanceDB's own source that it is followed by. */
export function reasonOf (cause: unknown): string {
  const message = String(cause instanceof Error ? cause.message : cause)
  const innermost = message.split(/\s*Caused by: /).at(-1) ?? message
  return innermost
    .replace(/,? \/\S+\.rs:\d+:\d+/g, '')
    .split('\n')[0]!
    .slice(0, 300)
}

function isAbort (cause: unknown): boolean {
  return cause instanceof DOMException && (cause.name === 'AbortError' || cause.name === 'TimeoutError')
}
