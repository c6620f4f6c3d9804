/** Without the quotes that an exporter puts around a part of a cell; those within are doubled. */
export function unquote (text: string): string {
  const bare = text.trim()
  return /^".*"$/s.test(bare) && bare.length > 1 ? bare.slice(1, -1).replaceAll('""', '"').trim() : bare
}
