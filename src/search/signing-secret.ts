import { createHmac, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'

const SECRET_BYTES = 32
const SECRET = /^[\w-]{43}$/

export interface OpenSecret {
  readonly secret: string
  /** What whoever runs the service should know of it: where cursors end with the process. */
  readonly warning?: string | undefined
}

export interface SigningSecretOptions {
  /** Given by whoever runs the service; empty for none. */
  readonly setting: string
  /** Where a random one is kept with the catalogue's data; without it there is one for each process. */
  readonly file?: string | undefined
}

/** The secret that signs cursors and handles of photos. Opened, and its file made, only when it is asked for. */
export class SigningSecret {
  readonly #options: SigningSecretOptions
  #opened: Promise<OpenSecret> | undefined

  constructor (options: SigningSecretOptions) {
    this.#options = options
  }

  /** Never rejects: where a file cannot be kept, the secret is of this process, and the warning says why. */
  async open (): Promise<OpenSecret> {
    return await (this.#opened ??= openSecret(this.#options))
  }

  /** For one purpose, such as a catalogue: what was signed for one is not taken for another. */
  async for (purpose: string): Promise<string> {
    return createHmac('sha256', (await this.open()).secret).update(purpose).digest('base64url')
  }
}

async function openSecret ({ setting, file }: SigningSecretOptions): Promise<OpenSecret> {
  if (setting !== '') return { secret: setting }
  if (file === undefined) return ofThisProcess('CURSOR_SECRET is not set')
  try {
    return { secret: await readSecret(file) ?? await makeSecret(file) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return ofThisProcess(`the secret that signs cursors and handles of photos cannot be kept (${reason})`)
  }
}

function ofThisProcess (reason: string): OpenSecret {
  const warning = `${reason}: cursors and handles of photos hold in this process only, until it ends. ` +
    'Where there are several, or that matters, set CURSOR_SECRET to the same long random text for all'
  return { secret: randomSecret(), warning }
}

/** Undefined where there is none yet. */
async function readSecret (file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim()
    if (SECRET.test(text)) return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  throw new Error(`${file} does not hold one; delete it, and the next start makes another`)
}

/** Whole or not at all, and of two processes that make one at the same time, both get the first. */
async function makeSecret (file: string): Promise<string> {
  const unfinished = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`
  await mkdir(path.dirname(file), { recursive: true })
  try {
    await writePrivately(unfinished, randomSecret())
    await link(unfinished, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(unfinished, { force: true })
  }
  const secret = await readSecret(file)
  if (secret === undefined) throw new Error(`${file} was deleted as it was made`)
  return secret
}

async function writePrivately (file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(`${text}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function randomSecret (): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}
