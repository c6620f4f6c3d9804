/** A time as feeds write it, as ISO 8601 in UTC; undefined for what is none. */
export function readTime (text: string): string | undefined {
  if (text === '') return undefined
  const [, day, month, year] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})/.exec(text) ?? []
  // Days come first with dots; with slashes only where no month could.
  const isDayFirst = day !== undefined && (text.includes('.') || Number(day) > 12)
  const normal = isDayFirst
    ? `${year}-${month!.padStart(2, '0')}-${day.padStart(2, '0')}`
    : text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  const time = new Date(
    /^\d{4}-\d{2}-\d{2} \d/.test(normal)
      ? `${normal.replace(' ', 'T')}${/[Z+]|-\d{2}:\d{2}$/.test(normal.slice(10)) ? '' : 'Z'}`
      : normal
  )
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

/** `2026-11-01T00:00+0100/2026-12-01T00:00+0100`. */
export function readPeriod (text: string): {
  readonly starts?: string | undefined
  readonly ends?: string | undefined
} {
  const [starts = '', ends = ''] = text.split('/').map((part) => part.trim())
  return { starts: readTime(starts), ends: readTime(ends) }
}
