import { asQuestion, inColorsOf } from '../embedding/photo-shaper.ts'
import { colorsNamed } from '../embedding/color-words.ts'
import type { Embedder } from '../embedding/embedder.ts'
import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import { kindOfKey, productIdOf } from '../catalogue/record-keys.ts'
import type { Candidate } from '../vectors/vector-store.ts'
import type { Fusion } from './fusion.ts'
import type { QueryPart } from './query-part.ts'
import type { WordsFound } from './ranking.ts'
import { isOnlyColor, statedColors } from './recoloring.ts'

/** What a photo is asked with, and how much it counts beside words. */
export interface PhotoQuestion {
  readonly parts: readonly QueryPart[]
  readonly fusion: Fusion
  /** Words that name the color that the thing should have instead of its own. */
  readonly recolor?: string | undefined
}

/**
 * A photo alone asks for its own product. With words that name nothing but a color it asks for the same thing in that
 * color, whether MODIFY was chosen or no preset was; under MODIFY words that name more give its color, too.
 */
export function askByPhoto (
  parts: readonly QueryPart[],
  text: string | undefined,
  { fusion, embedder }: { readonly fusion: Fusion, readonly embedder: Embedder }
): PhotoQuestion {
  if (parts.length > 0 && parts.every(({ name }) => name === 'IMAGE')) {
    const asked = parts.map((part): QueryPart => ({
      ...part,
      embedding: asQuestion(embedder, part.embedding),
      isQuestion: true
    }))
    return { parts: asked, fusion }
  }
  const hasPhoto = parts.some(({ name }) => name === 'IMAGE')
  if (!hasPhoto || text === undefined || colorsNamed(text).length === 0) return { parts, fusion }
  const onlyColor = isOnlyColor(text)
  if (fusion.preset !== 'MODIFY' && !(fusion.preset === undefined && onlyColor)) return { parts, fusion }
  const recolored = parts.map((part) => {
    const embedding = part.name === 'IMAGE' ? inColorsOf(embedder, part.embedding, text) : undefined
    return embedding ? { ...part, embedding } : part
  })
  const isRecolored = recolored.some((part, i) => part !== parts[i])
  const preset = !isRecolored ? 'MODIFY' : onlyColor ? 'RECOLOR' : 'BALANCED'
  return { parts: recolored, fusion: { ...fusion, preset }, recolor: text }
}

interface ByPhoto {
  readonly parts: readonly QueryPart[]
  readonly recolor: string | undefined
  readonly opened: OpenIndex
  readonly signal: AbortSignal
}

/** What ranking needs to know where a photo is searched by, alone or in another color. */
export async function byPhoto (
  matches: readonly Candidate[],
  { parts, recolor, opened, signal }: ByPhoto
): Promise<Pick<WordsFound, 'stated' | 'pictured'>> {
  if (recolor === undefined && !parts.every(({ name }) => name === 'IMAGE')) return {}
  const texts = matches.filter(({ key }) => kindOfKey(key) === 'text')
  // Words that found a product tell by their metadata whether it has photos; photos tell by themselves.
  const needed = recolor === undefined ? texts : matches
  const unread = needed.filter(({ metadata }) => metadata === undefined).map(({ key }) => key)
  const records = unread.length > 0 ? await opened.index.get(unread, { signal }) : new Map<string, Candidate>()
  const metadataOf = ({ key, metadata }: Candidate) => metadata ?? records.get(key)?.metadata ?? {}
  const photos = matches.filter(({ key }) => kindOfKey(key) === 'image')
  const withPhotos = texts.filter((match) => metadataOf(match)['images'] !== undefined)
  const colorsOf = recolor === undefined ? undefined : statedColors(recolor)
  return {
    pictured: new Set([...photos, ...withPhotos].map(({ key }) => productIdOf(key))),
    stated: colorsOf && ((match) => colorsOf(metadataOf(match)))
  }
}
