/** A value within a message: short, whatever it is. */
export function quoteValue (value: unknown): string {
  if (value === undefined) return 'nothing'
  const json = jsonOf(value)
  return json.length > 60
    ? `${json.slice(0, 57)}... (${typeof value === 'string' ? `${value.length} characters` : `${json.length} bytes`})`
    : json
}

/** What is nested by the thousand cannot be written down. */
export function jsonOf (value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return 'a value that is nested too deeply'
  }
}
