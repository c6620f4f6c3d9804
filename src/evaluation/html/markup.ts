/** HTML whose parts from outside are escaped: only `html` makes it. */
export class Markup {
  readonly text: string

  constructor (text: string) {
    this.text = text
  }
}

type Part = Markup | string | number | readonly Part[]

/**
 * A template whose strings and numbers are escaped, also within quoted attributes; nested markup and lists of it are
 * not.
 */
export function html (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + toText(parts[i - 1]!) + string))
}

function toText (part: Part): string {
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map(toText).join('')
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
