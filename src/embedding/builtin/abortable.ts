/** Settles with the work, or rejects with the signal's reason as soon as it aborts. The work itself runs on. */
export async function abortable<T> (work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await work
  let abort = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason)
  })
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
