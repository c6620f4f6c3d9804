import { pino, type DestinationStream, type Logger } from 'pino'
import type { Config } from './config/config.ts'

/** As `vitrine key` makes them. */
const KEY = /vitrine_[\w-]{43}/g

interface LoggedRequest {
  readonly method: string
  readonly url: string
  readonly host?: string
  readonly ip?: string
}

/** JSON lines. No API key gets into one, wherever somebody put it: in an address, a header, or a question. */
export function createLogger ({ LOG_LEVEL }: Pick<Config, 'LOG_LEVEL'>, destination?: DestinationStream): Logger {
  const options = {
    level: LOG_LEVEL,
    serializers: { req: toLogged },
    hooks: { streamWrite: (line: string) => line.replace(KEY, 'vitrine_…') }
  }
  return destination ? pino(options, destination) : pino(options)
}

/** The path alone: what follows it may be a key, and is what a shopper asks. */
function toLogged ({ method, url, host, ip }: LoggedRequest) {
  return { method, url: url.split('?')[0], host, remoteAddress: ip }
}
