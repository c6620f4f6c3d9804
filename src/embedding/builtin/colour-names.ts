/** The colours that shoppers name; their order is the order of the values in an embedding. */
export const COLOURS = ['black', 'white', 'grey', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'brown', 'beige'] as const

export type Colour = typeof COLOURS[number]

/** What each colour looks like, sRGB: several shades, because one centre would make every dark blue black. */
export const SHADES: Readonly<Record<Colour, readonly string[]>> = {
  black: ['0a0a0a', '262626', '1c1d22'],
  white: ['ffffff', 'ececec', 'f4f6fa'],
  grey: ['555555', '7f7f7f', 'a6a6a6', 'c2c2c2', '8b9199'],
  red: ['d01c1f', 'ff2020', '9b111e', '6e1423', 'e0444a'],
  orange: ['ff7f00', 'f28c28', 'e25822', 'ffa54f'],
  yellow: ['ffe135', 'f5d90a', 'e1ad01', 'fff380'],
  green: ['228b22', '0b5d1e', '50c878', '6b8e23', '9acd32', '3b5323', '2e8b57', '98d8a8'],
  blue: ['1e50d0', '000080', '1b2a4a', '4682b4', '87ceeb', '2f4f7f', '5b7fa6', '00a0b0', '40e0d0'],
  purple: ['7d26cd', '4b0082', '9370db', '5c2a6e', 'c8a2c8'],
  pink: ['ff69b4', 'ffc0cb', 'e75480', 'e30b8a', 'f4a6b7'],
  brown: ['7b3f00', '5c4033', '3d2b1f', '8b5a2b', 'a0703c'],
  beige: ['f5f5dc', 'e8dcc4', 'd2b48c', 'c8b496', 'e6d2b5']
}

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
