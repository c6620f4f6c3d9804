/** One entry of a multilingual array; model numbers and years may lack the tag. */
interface Entry {
  readonly tag?: string | undefined
  readonly value: string
}

/** The values of a field in one language. */
export interface Localised {
  /** As the listing writes it, e.g. `en_US`. */
  readonly tag?: string | undefined
  readonly values: readonly string[]
}

/**
 * The values of a multilingual array in the language wanted, else in the same language of another country, else in
 * any English, else in whichever comes first. Nothing where the field is absent, empty or of another form.
 */
export function localised (field: unknown, language: string): Localised | undefined {
  const entries = entriesOf(field)
  const wanted = normal(language)
  const sameLanguage = isIn(wanted.split('_')[0]!)
  const chosen =
    entries.find(({ tag = '' }) => normal(tag) === wanted) ??
    entries.find(sameLanguage) ??
    entries.find(isIn('en')) ??
    entries[0]
  if (chosen === undefined) return undefined
  const values = entries.filter(({ tag }) => tag === chosen.tag).map(({ value }) => value)
  return { tag: chosen.tag, values: [...new Set(values)] }
}

function entriesOf (field: unknown): Entry[] {
  return Array.isArray(field) ? field.flatMap(toEntry) : []
}

function toEntry (item: unknown): Entry[] {
  const { language_tag: tag, value } = (item ?? {}) as Record<string, unknown>
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || text.trim() === '') return []
  return [{ value: text.trim(), tag: typeof tag === 'string' ? tag : undefined }]
}

function isIn (language: string): (entry: Entry) => boolean {
  return ({ tag = '' }) => normal(tag).split('_')[0] === language
}

function normal (tag: string): string {
  return tag.toLowerCase().replaceAll('-', '_')
}
