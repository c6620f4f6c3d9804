import { createInterface } from 'node:readline/promises'

/** 128 + SIGPIPE, as shells count. */
const EXIT_UNREAD = 141

/** What a command writes to, and whom it may ask. */
export interface Terminal {
  readonly isColored: boolean
  write (text: string): void
  /** Absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>
}

/** The terminal of this process; colors only for people, and not where NO_COLOR (no-color.org) is set. */
export function processTerminal (env: Readonly<Record<string, string | undefined>>): Terminal {
  const { stdin, stdout } = process
  return {
    isColored: stdout.isTTY && !env['NO_COLOR'],
    write: (text) => stdout.write(text),
    ...(stdin.isTTY && stdout.isTTY && { ask })
  }
}

/** What reads the output, such as `head`, may end first: then this process does, as programs do that SIGPIPE ends. */
export function endQuietlyUnread (): void {
  for (const output of [process.stdout, process.stderr]) output.off('error', onOutputError).on('error', onOutputError)
}

function onOutputError (error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(EXIT_UNREAD)
}

/** An end of input counts as no answer. */
async function ask (question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
  try {
    return await Promise.race([lines.question(question), ended])
  } finally {
    lines.close()
  }
}
