import { Presets, SingleBar } from 'cli-progress'

interface State {
  readonly line: number
  /** Read so far, those that were rejected among them. */
  readonly products: number
  readonly rejected: number
}

export interface Progress {
  readonly update: (state: State) => void
  readonly notice: (message: string) => void
  readonly stop: () => void
}

const LOG_INTERVAL_MS = 5000

/** A bar on a terminal, log lines anywhere else; both on stderr, so that stdout has the result alone. */
export function startProgress (lines: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? startBar(lines, stream) : startLog(lines, stream)
}

function startBar (lines: number, stream: NodeJS.WriteStream): Progress {
  const format = ' {bar} {percentage}% | {products} products, {rejected} rejected | {rate}/s | {eta_formatted} left'
  const bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 200 }, Presets.shades_classic)
  const rate = rateSince()
  bar.start(lines, 0, { products: 0, rejected: 0, rate: '-' })
  return {
    update: ({ line, products, rejected }) => bar.update(line, { products, rejected, rate: rate(products) }),
    notice: (message) => {
      stream.write(`\r${message}\n`)
    },
    stop: () => bar.stop()
  }
}

function startLog (lines: number, stream: NodeJS.WriteStream): Progress {
  const rate = rateSince()
  let logged = -Infinity
  const log = (message: string) => stream.write(`${new Date().toISOString()} ${message}\n`)
  return {
    update: ({ line, products, rejected }) => {
      if (performance.now() - logged < LOG_INTERVAL_MS) return
      logged = performance.now()
      // Of a JSON array or XML the entries count, of which there may be more than lines.
      const place = line > lines ? `entry ${line}` : `line ${line} of ${lines}`
      log(`${place}, ${products} products, ${rejected} rejected, ${rate(products)} products/s`)
    },
    notice: log,
    stop: () => {}
  }
}

/** Products a second since the first report, which on a resumed run comes with those of earlier ones. */
function rateSince (): (products: number) => string {
  let first: { at: number, products: number } | undefined
  return (products) => {
    first ??= { at: performance.now(), products }
    const seconds = (performance.now() - first.at) / 1000
    return seconds > 0.1 ? ((products - first.products) / seconds).toFixed(1) : '-'
  }
}
