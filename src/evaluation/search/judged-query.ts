import { CatalogueFileError } from '../../errors.ts'

/** A query with what is right for it. */
export interface JudgedQuery {
  readonly id: string
  /** Group that figures are told for, e.g. `words`, `photo`, `absent`. */
  readonly kind: string
  readonly text?: string | undefined
  /** Path of a photo, relative to the file of the queries. */
  readonly image?: string | undefined
  /** Paths of a clip, a PDF and a sound, relative to the same. */
  readonly video?: string | undefined
  readonly document?: string | undefined
  readonly audio?: string | undefined
  /** Id of a product to find more of. */
  readonly like?: string | undefined
  readonly without?: string | undefined
  /** Gains above 0 by product id, or by title where the file judges by titles; none where the shop has nothing. */
  readonly right: ReadonlyMap<string, number>
  readonly rightBy: 'id' | 'title'
}

const ASKED = ['text', 'image', 'video', 'document', 'audio', 'like', 'without'] as const
const WORDS = ['id', 'kind', ...ASKED] as const

/**
 * Queries of JSON lines: `{"text":"red dress","right":{"p1":2,"p2":1}}`, a list of ids where all are equally right, or
 * `titles` instead of `right`. Lines `id<tab>text` are read, too, as TREC topics; TREC judgements (`qrels`) judge
 * queries by their id. Throws CATALOGUE_FILE_INVALID, which names the line.
 */
export function parseJudgedQueries (file: string, text: string, qrels?: Qrels): JudgedQuery[] {
  const queries = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(file, line, i + 1, qrels)]))
  const ids = new Set<string>()
  for (const { id } of queries) {
    if (ids.has(id)) throw new CatalogueFileError(file, `two queries have the id "${id}"`)
    ids.add(id)
  }
  return queries
}

/** Gains by product id, by query id. */
export type Qrels = ReadonlyMap<string, ReadonlyMap<string, number>>

/** TREC's `query iteration document grade`, between blanks. Throws CATALOGUE_FILE_INVALID. */
export function parseQrels (file: string, text: string): Qrels {
  const qrels = new Map<string, Map<string, number>>()
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [query, , document, grade] = line.trim().split(/\s+/)
    const gain = Number(grade)
    if (query === undefined || document === undefined || !Number.isFinite(gain)) {
      throw new CatalogueFileError(file, `line ${i + 1} is not "query iteration document grade"`)
    }
    const gains = qrels.get(query) ?? new Map<string, number>()
    if (gain > 0) gains.set(document, gain)
    qrels.set(query, gains)
  }
  return qrels
}

function parseLine (file: string, line: string, number: number, qrels: Qrels | undefined): JudgedQuery {
  const row = line.trimStart().startsWith('{') ? parseRow(file, line, number) : parseTopic(line)
  for (const key of WORDS) {
    if (row[key] !== undefined && row[key] !== null && typeof row[key] !== 'string') {
      throw new CatalogueFileError(file, `line ${number}: "${key}" is not a text`)
    }
  }
  const { id, kind, ...asked } = pick(row)
  if (!ASKED.some((name) => name !== 'without' && asked[name])) {
    throw new CatalogueFileError(
      file,
      `line ${number} has none of "text", "image", "video", "document", "audio" and "like"`
    )
  }
  const name = id ?? String(number)
  const judged = qrels ? { right: qrels.get(name) ?? new Map<string, number>(), rightBy: 'id' as const } : judgedBy(row)
  if (!judged) {
    throw new CatalogueFileError(file, `line ${number} has neither "right" (ids, or ids with grades) nor "titles"`)
  }
  return { id: name, kind: kind ?? kindOf(asked, judged.right.size === 0), ...asked, ...judged }
}

function pick (row: Record<string, unknown>): Partial<Record<(typeof WORDS)[number], string>> {
  return Object.fromEntries(WORDS.flatMap((name) => (typeof row[name] === 'string' ? [[name, row[name]]] : [])))
}

function parseRow (file: string, line: string, number: number): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch (cause) {
    throw new CatalogueFileError(file, `line ${number} is not JSON`, { cause })
  }
}

function parseTopic (line: string): Record<string, unknown> {
  const [id = '', ...words] = line.split('\t')
  return { id: id.trim(), text: words.join(' ').trim() }
}

function judgedBy ({ right, titles }: Record<string, unknown>): Pick<JudgedQuery, 'right' | 'rightBy'> | undefined {
  const gains = gainsOf(right)
  if (gains) return { right: gains, rightBy: 'id' }
  const byTitle = gainsOf(titles)
  return byTitle && { right: byTitle, rightBy: 'title' }
}

function gainsOf (value: unknown): Map<string, number> | undefined {
  if (Array.isArray(value)) return new Map(value.map((id) => [String(id), 1]))
  if (typeof value !== 'object' || value === null) return undefined
  return new Map(
    Object.entries(value)
      .map(([id, gain]) => [id, Number(gain)] as const)
      .filter(([, gain]) => gain > 0)
  )
}

type Asked = Pick<JudgedQuery, (typeof ASKED)[number]>

function kindOf ({ text, image, video, document, audio, like }: Asked, isAbsent: boolean): string {
  if (isAbsent) return 'absent'
  if (like) return 'like'
  const medium = image ? 'photo' : video ? 'video' : document ? 'document' : audio ? 'audio' : undefined
  if (medium === undefined) return 'words'
  return text ? `${medium} and words` : medium
}
