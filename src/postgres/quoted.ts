/** A name as SQL takes it, whatever is in it. */
export function quoted (name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
