/** A value within a message: short, whatever it is. */
export function shown (value: unknown): string {
  if (value === undefined) return 'nothing'
  const json = JSON.stringify(value)
  return json.length > 60
    ? `${json.slice(0, 57)}... (${typeof value === 'string' ? `${value.length} characters` : `${json.length} bytes`})`
    : json
}
