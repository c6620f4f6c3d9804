import { isCodedError } from '../errors.ts'
import type { Embedder } from './embedder.ts'

/** An embedder elsewhere, which may be out of reach or refuse. */
export interface RemoteEmbedder extends Embedder {
  /** How its last call ended; undefined before the first, and of calls that nobody waited for. */
  readonly lastOutcome: { readonly failure: Error | undefined } | undefined
}

function isRemote (embedder: Embedder): embedder is RemoteEmbedder {
  return 'lastOutcome' in embedder
}

/**
 * The endpoint, the account or the settings are wrong: no search by words or photo is answered until somebody mends it.
 */
const UNUSABLE = new Set([
  'MODEL_UNAVAILABLE',
  'MODEL_NOT_ENABLED',
  'ACCESS_DENIED',
  'CONFIG_INVALID',
  'CREDENTIALS_MISSING',
  'CREDENTIALS_REJECTED',
  'QUOTA_EXCEEDED'
])
const PROBE = { text: 'ready' }
const EVERY_MS = 10_000
/** Shorter than those who ask for readiness wait for an answer. */
const PATIENCE_MS = 800

/** Whether a model can be used. Asks it itself only where nobody else has, or where it did not answer the last time. */
export class ModelWatch {
  readonly #model: RemoteEmbedder | undefined
  #askedAt = -Infinity
  #asking: Promise<void> | undefined

  constructor (model: Embedder) {
    this.#model = isRemote(model) ? model : undefined
  }

  /** Why the model cannot be used, as far as is known; a model that is only busy can. */
  async trouble (): Promise<Error | undefined> {
    const failure = this.#failure
    if (!this.#model || (this.#model.lastOutcome && !failure)) return undefined
    this.#ask(this.#model)
    if (!this.#model.lastOutcome) await this.#patience()
    return this.#failure
  }

  get #failure (): Error | undefined {
    const failure = this.#model?.lastOutcome?.failure
    return isCodedError(failure) && UNUSABLE.has(failure.code) ? failure : undefined
  }

  #ask (model: RemoteEmbedder): void {
    if (this.#asking || performance.now() - this.#askedAt < EVERY_MS) return
    this.#askedAt = performance.now()
    this.#asking = model
      .embed(PROBE, { purpose: 'query' })
      .then(
        () => {},
        () => {}
      )
      .finally(() => {
        this.#asking = undefined
      })
  }

  async #patience (): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS)
    })
    await Promise.race([this.#asking, over])
    clearTimeout(timer)
  }
}
