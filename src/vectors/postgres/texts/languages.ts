import type { MetadataValue } from '../../vector-store.ts'

/**
 * Languages whose words have more forms than the light stemming of `shared/words.ts` folds, by the first part of a BCP
 * 47 tag, as PostgreSQL calls their configurations.
 */
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hu: 'hungarian',
  it: 'italian',
  nb: 'norwegian',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish'
}

/** Small words of German that are no words of English, two of which say that a text is German. */
const GERMAN = /(?<!\p{L})(?:für|mit|ohne|und|oder|nicht|der|das|ein|eine|einem|einer|aus|auf|ist|im|zum|zur)(?!\p{L})/giu

/** Configuration of PostgreSQL for a product's text; undefined of a language that it has no forms of. */
export function languageOf (locale: MetadataValue | undefined, text: string): string | undefined {
  if (typeof locale === 'string') return CONFIGURATIONS[locale.split(/[-_]/)[0]!.toLowerCase()]
  return (text.match(GERMAN) ?? []).length > 1 ? 'german' : 'english'
}
