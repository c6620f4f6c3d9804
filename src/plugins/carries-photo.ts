const DATA_URI = /^data:(?:image|video|audio|application)\//i

/** Whether the variables of a GraphQL request hold a photo or other file as a data URI, wherever in them. */
export function carriesPhoto (body: unknown): boolean {
  const left: unknown[] = [(body as { variables?: unknown } | null | undefined)?.variables]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string' && DATA_URI.test(value)) return true
    // One after the other: a call with a million arguments would not fit on the stack.
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) left.push(inner)
  }
  return false
}
