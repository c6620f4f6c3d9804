import { BadUserInputError } from '../errors.ts'
import { foldValue } from '../shared/fold-value.ts'

/** What a list leaves out so that more kinds of products come to be seen. */
export interface Variety {
  /** At most so many products of one brand, the first ones. */
  readonly perBrand?: number | undefined
  /** Whether products that hardly differ are shown once. */
  readonly foldAlike?: boolean | undefined
}

/** What products are grouped by. */
export interface Kin {
  readonly title?: string | undefined
  readonly brand?: string | undefined
  /** Main photo. */
  readonly photo?: string | undefined
}

const MAX_PER_BRAND = 100

/** Throws BAD_USER_INPUT. */
export function checkVariety ({ perBrand }: Variety): void {
  if (perBrand !== undefined && !(perBrand >= 1 && perBrand <= MAX_PER_BRAND)) {
    throw new BadUserInputError(`\`variety.perBrand\` is ${perBrand}; give 1 to ${MAX_PER_BRAND}.`)
  }
}

export function isVaried ({ perBrand, foldAlike }: Variety): boolean {
  return perBrand !== undefined || foldAlike === true
}

/**
 * The list without what `variety` leaves out, in its order. Alike are products of one main photo, and those of one
 * title and brand: colors and sizes that a shop lists by themselves.
 */
export function varied<T> (list: readonly T[], variety: Variety, kinOf: (item: T) => Kin): T[] {
  const isNew = varietyOf(variety)
  return list.filter((item) => isNew(kinOf(item)))
}

/** Tells of one product after the other whether it is to be shown. */
export function varietyOf ({ perBrand = Infinity, foldAlike }: Variety): (kin: Kin) => boolean {
  const seen = new Set<string>()
  const counts = new Map<string, number>()
  return ({ title, brand, photo }) => {
    const names = foldAlike ? namesOf(title, brand, photo) : []
    if (names.some((name) => seen.has(name))) return false
    const group = brand === undefined ? undefined : foldValue(brand)
    const count = group === undefined ? 0 : (counts.get(group) ?? 0)
    if (count >= perBrand) return false
    if (group !== undefined) counts.set(group, count + 1)
    for (const name of names) seen.add(name)
    return true
  }
}

function namesOf (title: string | undefined, brand = '', photo: string | undefined): string[] {
  return [
    ...(title === undefined ? [] : [`title ${foldValue(title)} ${foldValue(brand)}`]),
    ...(photo === undefined ? [] : [`photo ${photo}`])
  ]
}
