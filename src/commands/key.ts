import { InvalidArgumentError, Option, type Command } from 'commander'
import { loadConfig } from '../config/config.ts'
import { SCOPES, type ApiKey, type Scope } from '../config/api-keys.ts'
import { BadUserInputError } from '../errors.ts'
import { makeKey, settingOf } from './make-key.ts'

interface KeyOptions {
  readonly scope: readonly Scope[]
}

export function registerKey (program: Command): void {
  program
    .command('key')
    .description('Make an API key: prints it once, with the setting that lets a server know it')
    .argument('<name>', 'who will use it; the review log names them so', parseName)
    .addOption(scopeOption())
    .action((name: string, { scope: scopes }: KeyOptions) => {
      const { API_KEYS } = loadConfig(process.env)
      if (API_KEYS.some((key) => key.name === name)) {
        throw new BadUserInputError(
          `API_KEYS has a key of the name "${name}" already. Choose another name, or take that key away first.`
        )
      }
      const { key, digest } = makeKey()
      const setting = settingOf([...API_KEYS, { name, scopes, digest }] satisfies ApiKey[])
      process.stdout.write(`${key}\n`)
      process.stderr.write(
        `Above is the key of ${name}; it is not shown again. Start the server with:\nAPI_KEYS=${setting}\n`
      )
    })
}

function scopeOption (): Option {
  const description = `what it is for: ${SCOPES.join(', ')}; several go, too`
  return new Option('--scope <scope...>', description).argParser(parseScope).makeOptionMandatory()
}

function parseName (text: string): string {
  if (!/^[\w.@-]+$/.test(text)) throw new InvalidArgumentError('It may have letters, digits and . _ @ - only.')
  return text
}

/** `--scope search --scope tag`, `--scope search tag` and `--scope search+tag` are the same. */
function parseScope (text: string, previous: readonly Scope[] = []): readonly Scope[] {
  const scopes = text.split('+').map((name) => {
    const scope = SCOPES.find((scope) => scope === name)
    if (scope === undefined) throw new InvalidArgumentError(`It must be one of ${SCOPES.join(', ')}.`)
    return scope
  })
  return [...new Set([...previous, ...scopes])]
}
