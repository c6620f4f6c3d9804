/** GraphQL's null and absent mean the same to the use cases: absent. */
export type OmitNulls<T> = T extends Uint8Array
  ? T
  : T extends ReadonlyArray<infer Item>
    ? ReadonlyArray<OmitNulls<Item>>
    : T extends object
      ? { [Key in keyof T]: OmitNulls<Exclude<T[Key], null>> }
      : T

export function omitNulls<T> (value: T): OmitNulls<T> {
  if (Array.isArray(value)) return value.map((item: unknown) => omitNulls(item)) as OmitNulls<T>
  if (!isPlain(value)) return value as OmitNulls<T>
  const present: Record<string, unknown> = {}
  for (const key of Object.keys(value)) if (value[key] !== null) present[key] = omitNulls(value[key])
  return present as OmitNulls<T>
}

/** Arguments and inputs are plain records; uploads pass as they are. */
function isPlain (value: unknown): value is Record<string, unknown> {
  const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined
  return prototype === null || prototype === Object.prototype
}
