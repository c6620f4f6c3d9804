import { measuresOf, type AnsweredQuery, type MeasureName } from './measure.ts'
import { compare, estimate, type Difference, type Estimate } from './resample.ts'

/** One query of a run, as it is written to JSON. */
export interface RunQuery {
  readonly id: string
  readonly kind: string
  readonly text?: string | undefined
  readonly image?: string | undefined
  /** Name of the clip, PDF or sound. */
  readonly file?: string | undefined
  readonly like?: string | undefined
  readonly right: readonly string[]
  /** The first ten. */
  readonly found: readonly string[]
  readonly nearest: boolean
  readonly measures: Partial<Readonly<Record<MeasureName, number>>>
}

export type Figures = Partial<Readonly<Record<MeasureName, Estimate>>>

/** All queries asked at one dimension, as typed or with a slip. */
export interface Section {
  readonly dimension: number
  readonly typos: boolean
  readonly queries: readonly RunQuery[]
  /** By kind; `all` for those of every kind. */
  readonly figures: Readonly<Record<string, Figures>>
}

/** What was measured when, where and of what. */
export interface SearchRun {
  readonly file: string
  readonly catalogue: string
  readonly products: number
  readonly model: string
  readonly date: string
  readonly machine: string
  readonly sections: readonly Section[]
}

export const MEASURES: Readonly<Record<MeasureName, string>> = {
  rightFirst: 'right first',
  recall1: 'recall@1',
  recall3: 'recall@3',
  recall10: 'recall@10',
  mrr: 'MRR@10',
  ndcg10: 'nDCG@10',
  nothing: 'nothing',
  honest: 'honest'
}

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[]

export function toSection (dimension: number, typos: boolean, answers: readonly AnsweredQuery[]): Section {
  const queries = answers.map(toRunQuery)
  const kinds = [...new Set(queries.map(({ kind }) => kind))]
  const groups = [
    ['all', queries] as const,
    ...(kinds.length > 1 ? kinds.map((kind) => [kind, queries.filter((query) => query.kind === kind)] as const) : [])
  ]
  return {
    dimension,
    typos,
    queries,
    figures: Object.fromEntries(groups.map(([name, group]) => [name, figuresOf(group)]))
  }
}

function toRunQuery (answered: AnsweredQuery): RunQuery {
  const { query: { id, kind, text, image, video, document, audio, like, right }, found, nearest } = answered
  const file = video ?? document ?? audio
  return { id, kind, text, image, file, like, right: [...right.keys()], found, nearest, measures: measuresOf(answered) }
}

function figuresOf (queries: readonly RunQuery[]): Figures {
  return Object.fromEntries(
    MEASURE_NAMES.flatMap((name) => {
      const values = queries.flatMap(({ measures }) => measures[name] ?? [])
      return values.length === 0 ? [] : [[name, estimate(values)]]
    })
  )
}

/** The section of an earlier run that asked the same way. */
export interface Comparison {
  readonly dimension: number
  readonly typos: boolean
  /** Of the queries that both runs have. */
  readonly differences: Partial<Readonly<Record<MeasureName, Difference>>>
}

/** What changed from an earlier run to this one, section by section; queries are paired by id. */
export function compareRuns (before: SearchRun, after: SearchRun): Comparison[] {
  return after.sections.flatMap((section) => {
    const earlier = before.sections.find(
      ({ dimension, typos }) => dimension === section.dimension && typos === section.typos
    )
    return earlier ? [compareSections(earlier, section)] : []
  })
}

function compareSections (before: Section, after: Section): Comparison {
  const known = new Map(before.queries.map((query) => [query.id, query.measures]))
  const differences = MEASURE_NAMES.flatMap((name) => {
    const pairs = after.queries.flatMap(({ id, measures }) => {
      const [a, b] = [known.get(id)?.[name], measures[name]]
      return a === undefined || b === undefined ? [] : [[a, b] as const]
    })
    return pairs.length === 0 ? [] : [[name, compare(pairs.map(([a]) => a), pairs.map(([, b]) => b))] as const]
  })
  return { dimension: after.dimension, typos: after.typos, differences: Object.fromEntries(differences) }
}

/** The queries that went worst: those without the right product first, the lowest nDCG first, and dishonest answers. */
export function worstOf ({ queries }: Section, count: number): RunQuery[] {
  return queries
    .map((query) => ({ query, merit: query.measures.ndcg10 ?? query.measures.honest ?? 1 }))
    .filter(({ merit }) => merit < 1)
    .sort((a, b) => a.merit - b.merit || (a.query.id < b.query.id ? -1 : 1))
    .slice(0, count)
    .map(({ query }) => query)
}
