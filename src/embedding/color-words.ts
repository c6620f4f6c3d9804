import { COLORS, type Color } from '../images/color/color-names.ts'

/** Other words for them. A word that names a thing more often than its color (wine, rose, mint) is left out. */
const SYNONYMS: Readonly<Record<Color, readonly string[]>> = {
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

const COLORS_OF_WORD = new Map<string, Color[]>()
for (const color of COLORS) {
  for (const word of [color, ...SYNONYMS[color]]) COLORS_OF_WORD.set(word, [...COLORS_OF_WORD.get(word) ?? [], color])
}

/** Colors that a text names, each once. */
export function colorsNamed (text: string): Color[] {
  return [...new Set(words(text).flatMap((word) => COLORS_OF_WORD.get(word) ?? []))]
}

/** Unit-length weights over `COLORS` of the colors that a text names, or undefined if it names none. */
export function namedColors (text: string): Float32Array | undefined {
  const named = new Set(colorsNamed(text))
  if (named.size === 0) return undefined
  return Float32Array.from(COLORS, (color) => named.has(color) ? 1 / Math.sqrt(named.size) : 0)
}

/** The text without its color words, or the text itself if nothing else would be left. */
export function withoutColors (text: string): string {
  const rest = text.replace(/\p{L}+/gu, (word) => COLORS_OF_WORD.has(word.toLowerCase()) ? '' : word)
  return /\p{L}/u.test(rest) ? rest.replace(/\s+/g, ' ').trim() : text
}

function words (text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? []
}
