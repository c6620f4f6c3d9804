import { isCodedError } from '../errors.ts'

export type Level = 'ok' | 'warning' | 'failed'

/** One thing that was looked at. */
export interface Finding {
  /** Part of the installation, such as `model`. */
  readonly group: string
  readonly check: string
  readonly level: Level
  readonly detail: string
  /** What to do; there for everything but `ok`. */
  readonly advice?: string
}

export interface Trouble {
  readonly detail: string
  readonly advice: string
}

const PROBLEM_ADVICE = 'This is not foreseen: report it as a problem of Vitrine, with this output.'

/** The findings of one group, in order. */
export class Findings {
  readonly list: Finding[] = []
  readonly #group: string

  constructor (group: string) {
    this.#group = group
  }

  ok (check: string, detail: string): void {
    this.list.push({ group: this.#group, check, level: 'ok', detail })
  }

  warn (check: string, trouble: Trouble): void {
    this.list.push({ group: this.#group, check, level: 'warning', ...trouble })
  }

  fail (check: string, trouble: Trouble): void {
    this.list.push({ group: this.#group, check, level: 'failed', ...trouble })
  }

  /** Runs a check; what it throws becomes a finding of `level`, and undefined is returned. */
  async attempt<T>(
    check: string,
    run: () => Promise<T>,
    { advice, level = 'failed' }: { readonly advice?: string; readonly level?: 'warning' | 'failed' } = {}
  ): Promise<T | undefined> {
    try {
      return await run()
    } catch (error) {
      const trouble = troubleOf(error)
      this.list.push({ group: this.#group, check, level, ...trouble, ...(advice !== undefined && { advice }) })
      return undefined
    }
  }
}

/** Coded errors say what happened in their first sentence and what to do in the rest. */
export function troubleOf (error: unknown): Trouble {
  const message = error instanceof Error ? error.message : String(error)
  if (!isCodedError(error)) return { detail: message, advice: PROBLEM_ADVICE }
  const [, first = message, rest = ''] = /^(.*?\.) (?=[A-Z])(.*)$/s.exec(message) ?? []
  return { detail: `${error.code}: ${first}`, advice: rest || 'Put right what the message names.' }
}

export function worst (findings: readonly Finding[]): Level {
  const levels = new Set(findings.map(({ level }) => level))
  return levels.has('failed') ? 'failed' : levels.has('warning') ? 'warning' : 'ok'
}
