/** All but tab, line feed and carriage return: a terminal obeys them, and nobody sees them. */
const CONTROL = /(?![\t\n\r])\p{Cc}/gu

export function withoutControlCharacters (text: string): string {
  return text.replace(CONTROL, '')
}

/** As a terminal may show it, whoever wrote it. */
export function printable (text: string): string {
  return text.replace(CONTROL, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
