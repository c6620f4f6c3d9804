import { Presets, SingleBar } from 'cli-progress'
import { rowsOf, type IngestCounts } from '../catalogue/ingest-report.ts'

interface State { readonly line: number, readonly counts: IngestCounts }

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
    update: ({ line, counts }) => bar.update(line, { products: rowsOf(counts), rejected: counts.rejected, rate: rate(counts) }),
    notice: (message) => {
      stream.write(`\r${message}\n`)
    },
    stop: () => bar.stop()
  }
}

function startLog (lines: number, stream: NodeJS.WriteStream): Progress {
  const rate = rateSince()
  let logged = 0
  const log = (message: string) => stream.write(`${new Date().toISOString()} ${message}\n`)
  return {
    update: ({ line, counts }) => {
      if (performance.now() - logged < LOG_INTERVAL_MS) return
      logged = performance.now()
      log(`line ${line} of ${lines}, ${rowsOf(counts)} products, ${counts.rejected} rejected, ${rate(counts)} products/s`)
    },
    notice: log,
    stop: () => {}
  }
}

/** Products a second since the first report, which on a resumed run comes with those of earlier ones. */
function rateSince (): (counts: IngestCounts) => string {
  let first: { at: number, rows: number } | undefined
  return (counts) => {
    first ??= { at: performance.now(), rows: rowsOf(counts) }
    const seconds = (performance.now() - first.at) / 1000
    return seconds > 0.1 ? ((rowsOf(counts) - first.rows) / seconds).toFixed(1) : '-'
  }
}
