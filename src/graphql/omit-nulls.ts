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
  return (
    isPlain(value)
      ? Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== null)
          .map(([key, item]) => [key, omitNulls(item)])
      )
      : value
  ) as OmitNulls<T>
}

/** Arguments and inputs are plain records; uploads pass as they are. */
function isPlain (value: unknown): value is Record<string, unknown> {
  const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined
  return prototype === null || prototype === Object.prototype
}
