import leven from 'leven'
import { configSchema } from '../config/setting-schema.ts'

export interface Mistyped {
  readonly name: string
  readonly meant: string
}

/** Short names such as PORT are near to too many others. */
const MIN_LENGTH = 7
const LONG = 9

/** Variables of the environment that are no settings but are spelled nearly as one. */
export function mistypedSettings (env: Readonly<Record<string, string | undefined>>): Mistyped[] {
  const settings = Object.keys(configSchema.properties)
  const unknown = Object.keys(env).filter((name) => name.length >= MIN_LENGTH && !settings.includes(name))
  return unknown.flatMap((name) => {
    const meant = settings.find((setting) => isNear(name, setting))
    return meant === undefined ? [] : [{ name, meant }]
  })
}

/** The sentence that a start and `vitrine doctor` say of one. */
export function describeMistyped ({ name, meant }: Mistyped): string {
  return `${name} is no setting and is not read; ${meant} is one`
}

function isNear (name: string, setting: string): boolean {
  const maxDistance = setting.length >= LONG ? 2 : setting.length >= MIN_LENGTH ? 1 : 0
  return (
    leven(name.toUpperCase(), setting, { maxDistance: maxDistance + 1 }) <= maxDistance || isSwapped(name, setting)
  )
}

/** Two letters beside each other in each other's place, which counts as two changes otherwise. */
function isSwapped (name: string, setting: string): boolean {
  const first = [...name].findIndex((letter, i) => letter !== setting[i])
  const swapped =
    name.slice(0, first) + name.slice(first + 1, first + 2) + name.slice(first, first + 1) + name.slice(first + 2)
  return setting.length >= MIN_LENGTH && first >= 0 && swapped === setting
}
