import { createHash, randomBytes } from 'node:crypto'
import type { ApiKey } from '../config/api-keys.ts'

const KEY_BYTES = 32

/** A new API key, and what a server knows of it. */
export function makeKey (): { readonly key: string, readonly digest: string } {
  const key = `vitrine_${randomBytes(KEY_BYTES).toString('base64url')}`
  // 256 random bits cannot be guessed, so that one round of SHA-256 hides them as well as a slow hash would.
  return { key, digest: createHash('sha256').update(key).digest('hex') }
}

/** API_KEYS for these keys. */
export function settingOf (keys: readonly ApiKey[]): string {
  return keys.map(({ name, scopes, digest }) => `${name}:${scopes.join('+')}:${digest}`).join(',')
}
