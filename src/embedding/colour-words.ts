import { COLOURS, type Colour } from '../images/color/color-names.ts'

/** Other words for them. A word that names a thing more often than its colour (wine, rose, mint) is left out. */
const SYNONYMS: Readonly<Record<Colour, readonly string[]>> = {
  black: ['ebony', 'onyx', 'jet'],
  white: ['ivory', 'snow', 'whitish'],
  grey: ['gray', 'greyish', 'grayish', 'charcoal', 'anthracite', 'slate', 'silver', 'graphite'],
  red: ['reddish', 'crimson', 'scarlet', 'burgundy', 'maroon', 'ruby', 'vermilion', 'carmine', 'bordeaux'],
  orange: ['tangerine', 'apricot', 'rust', 'terracotta'],
  yellow: ['yellowish', 'golden', 'gold', 'mustard', 'amber', 'ochre'],
  green: ['greenish', 'olive', 'emerald', 'lime', 'khaki', 'chartreuse', 'jade', 'sage'],
  blue: ['bluish', 'navy', 'azure', 'cobalt', 'teal', 'turquoise', 'cyan', 'aqua', 'sapphire', 'cerulean'],
  purple: ['purplish', 'violet', 'lilac', 'lavender', 'mauve', 'plum', 'aubergine', 'indigo'],
  pink: ['pinkish', 'magenta', 'fuchsia', 'salmon', 'blush', 'coral'],
  brown: ['brownish', 'chocolate', 'chestnut', 'bronze', 'mahogany', 'umber', 'sienna'],
  beige: ['tan', 'cream', 'ecru', 'camel', 'sand', 'taupe', 'khaki', 'nude', 'oatmeal']
}

const COLOURS_OF_WORD = new Map<string, Colour[]>()
for (const colour of COLOURS) {
  for (const word of [colour, ...SYNONYMS[colour]]) COLOURS_OF_WORD.set(word, [...COLOURS_OF_WORD.get(word) ?? [], colour])
}

/** Unit-length weights over `COLOURS` of the colours that a text names, or undefined if it names none. */
export function namedColours (text: string): Float32Array | undefined {
  const named = new Set(words(text).flatMap((word) => COLOURS_OF_WORD.get(word) ?? []))
  if (named.size === 0) return undefined
  return Float32Array.from(COLOURS, (colour) => named.has(colour) ? 1 / Math.sqrt(named.size) : 0)
}

/** The text without its colour words, or the text itself if nothing else would be left. */
export function withoutColours (text: string): string {
  const rest = text.replace(/\p{L}+/gu, (word) => COLOURS_OF_WORD.has(word.toLowerCase()) ? '' : word)
  return /\p{L}/u.test(rest) ? rest.replace(/\s+/g, ' ').trim() : text
}

function words (text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? []
}
