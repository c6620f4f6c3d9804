import { addressOf } from './image-alts.ts'

/** Fields of files by the names that shops call them, ours first. */
const NAMES = { videos: ['videos', 'video'], documents: ['documents', 'document'], audio: ['audio'] } as const

/** Clips, documents and sounds as a list of addresses, each once, whether given as texts or as objects; in place. */
export function nameMedia (given: Record<string, unknown>, raw: Record<string, unknown>): void {
  for (const [field, names] of Object.entries(NAMES)) {
    const values = names.flatMap((name) => raw[name] ?? [])
    delete given[field]
    const files = values.filter((value) => value !== '').map(addressOf)
    if (files.length > 0) given[field] = [...new Set(files)]
  }
}
