const COLOR_WORDS = new Set([
  'color',
  'colour',
  'colors',
  'colours',
  'farbe',
  'farben',
  'couleur',
  'couleurs',
  'colore',
  'colori',
  'kleur',
  'kleuren',
  'cor',
  'cores',
  'kolor',
  'färg',
  'farve',
  'farge',
  'väri',
  'barva',
  'szín',
  'цвет',
  'renk',
  '色',
  'カラー',
  '颜色',
  '顏色',
  '색상'
])

/** Whether an attribute of this name holds colors. */
export function isColorName (name: string): boolean {
  return COLOR_WORDS.has(name.trim().toLowerCase())
}
