const EVENTS = [
  ['INSERT', 'NEW TABLE AS now_there'],
  ['UPDATE', 'NEW TABLE AS now_there OLD TABLE AS before'],
  ['DELETE', 'OLD TABLE AS before']
] as const

/** Makes triggers that call a function, `"schema".name`, after each statement on a table of records. */
export function triggersOn (records: string, fn: string): string[] {
  const name = fn.slice(fn.lastIndexOf('.') + 1)
  return EVENTS.map(([event, tables]) => `CREATE TRIGGER ${name}_${event.toLowerCase()} AFTER ${event} ON ${records}
    REFERENCING ${tables} FOR EACH STATEMENT EXECUTE FUNCTION ${fn}()`)
}
