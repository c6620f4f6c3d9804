import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'

/** What is sent, another one each time: nothing is answered from the cache. */
export interface Request {
  readonly body: string | Buffer
  readonly type: string
}
export type MakeRequest = (i: number) => Request

export interface Outcome {
  readonly code: string
  readonly ms: number
}

const TICK_MS = 10

/** Asks once: `ok`, else the code of the error, else what broke the connection. */
export async function ask (pool: Pool, { body, type }: Request): Promise<Outcome> {
  const start = performance.now()
  const code = await send(pool, body, type).catch((error: Error & { code?: string }) => error.code ?? error.name)
  return { code, ms: performance.now() - start }
}

async function send (pool: Pool, body: string | Buffer, type: string): Promise<string> {
  const { statusCode, body: answer } = await pool.request({
    path: '/graphql',
    method: 'POST',
    body,
    headers: { 'content-type': type }
  })
  const text = await answer.text()
  return statusCode === 200 && text.startsWith('{"data":{"search"')
    ? 'ok'
    : (/"code":"(\w+)"/.exec(text)?.[1] ?? String(statusCode))
}

/** Answers a second with so many clients that each ask again when answered: what the service can sustain. */
export async function sustainable (
  pool: Pool,
  make: MakeRequest,
  { clients, seconds }: { clients: number; seconds: number }
): Promise<number> {
  const end = performance.now() + 1000 * seconds
  let [sent, answered] = [0, 0]
  const client = async () => {
    while (performance.now() < end) if ((await ask(pool, make(sent++))).code === 'ok') answered++
  }
  await Promise.all(Array.from({ length: clients }, client))
  return answered / seconds
}

/** As many as are asked at once, each needs one of its own. */
export async function openConnections (pool: Pool, count: number): Promise<void> {
  const one = async () => { await (await pool.request({ path: '/healthz', method: 'GET' })).body.dump() }
  await Promise.all(Array.from({ length: count }, one))
}

/** Sends at a rate whatever comes back. Resolves to all outcomes, and when the last was sent. */
export async function flood (
  pool: Pool,
  make: MakeRequest,
  { rate, seconds }: { rate: number; seconds: number }
): Promise<{ outcomes: Outcome[]; endedAt: number }> {
  const start = performance.now()
  const sent: Array<Promise<Outcome>> = []
  for (let now = start; now < start + 1000 * seconds; now = performance.now()) {
    while (sent.length < (rate * (now - start)) / 1000) sent.push(ask(pool, make(sent.length)))
    await sleep(TICK_MS)
  }
  const endedAt = performance.now()
  return { outcomes: await Promise.all(sent), endedAt }
}

/** Milliseconds from `since` until an ordinary question is answered; NaN if it is not within `withinMs`. */
export async function firstAnswer (pool: Pool, make: MakeRequest, since: number, withinMs: number): Promise<number> {
  for (let i = 0; performance.now() - since < withinMs; i++) {
    if ((await ask(pool, make(i))).code === 'ok') return performance.now() - since
    await sleep(50)
  }
  return NaN
}

/** Times of /healthz, asked ten times a second until `stop` is called. */
export function watchHealth (origin: string): { stop: () => Promise<number[]> } {
  const pool = new Pool(origin, { connections: 1, pipelining: 1 })
  const times: number[] = []
  const stopping = new AbortController()
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const start = performance.now()
      await (await pool.request({ path: '/healthz', method: 'GET' })).body.dump()
      times.push(performance.now() - start)
      await sleep(100)
    }
  })()
  const stop = async () => {
    stopping.abort()
    await watching
    await pool.close()
    return times
  }
  return { stop }
}
