/** All but tab, line feed and carriage return: a terminal obeys them, and nobody sees them. */
const CONTROL = /(?![\t\n\r])\p{Cc}/gu

export function withoutControlCharacters (text: string): string {
  return text.replace(CONTROL, '')
}

/** As a terminal may show it, whoever wrote it. */
export function printable (text: string): string {
  return text.replace(CONTROL, escaped)
}

/** The same of what stands within a line, which a line break would end. */
export function printableLine (text: string): string {
  return text.replace(/\p{Cc}/gu, escaped)
}

function escaped (sign: string): string {
  return `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`
}
