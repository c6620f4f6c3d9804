/**
 * Waits for something shared until the caller goes away: then it rejects with their reason, and what is shared goes on
 * for the others.
 */
export async function untilAborted<T> (shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await shared
  if (signal.aborted) {
    shared.catch(() => {})
    throw signal.reason
  }
  return await new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
