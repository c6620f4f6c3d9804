import { createHash, randomBytes } from 'node:crypto'
import { InvalidArgumentError, type Command } from 'commander'
import { loadConfig } from '../config.ts'
import { BadUserInputError } from '../errors.ts'
import type { Scope } from '../plugins/credentials.ts'

const SCOPES: readonly Scope[] = ['review', 'metrics']
const KEY_BYTES = 32

export function registerKey (program: Command): void {
  program.command('key')
    .description('Make an API key: prints it once, with the setting that lets a server know it')
    .argument('<name>', 'who will use it; the review log names them so', parseName)
    .requiredOption('--scope <scope>', `what it is for: ${SCOPES.join(', ')}`, parseScope)
    .action((name: string, { scope }: { scope: Scope }) => {
      const { API_KEYS } = loadConfig(process.env)
      if (API_KEYS.some((key) => key.name === name)) throw new BadUserInputError(`API_KEYS has a key of the name "${name}" already. Choose another name, or take that key away first.`)
      const key = `vitrine_${randomBytes(KEY_BYTES).toString('base64url')}`
      // 256 random bits cannot be guessed, so that one round of SHA-256 hides them as well as a slow hash would.
      const digest = createHash('sha256').update(key).digest('hex')
      const setting = [...API_KEYS.map(({ name, scopes, digest }) => `${name}:${scopes.join('+')}:${digest}`), `${name}:${scope}:${digest}`].join(',')
      process.stdout.write(`${key}\n`)
      process.stderr.write(`Above is the key of ${name}; it is not shown again. Start the server with:\nAPI_KEYS=${setting}\n`)
    })
}

function parseName (text: string): string {
  if (!/^[\w.@-]+$/.test(text)) throw new InvalidArgumentError('It may have letters, digits and . _ @ - only.')
  return text
}

function parseScope (text: string): string {
  if (!SCOPES.some((scope) => scope === text)) throw new InvalidArgumentError(`It must be one of ${SCOPES.join(', ')}.`)
  return text
}
