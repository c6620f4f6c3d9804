import {
  BREAK,
  getDirectiveValues,
  Kind,
  Location,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type ExecutableDefinitionNode,
  type GraphQLField,
  type GraphQLSchema
} from 'graphql'
import { BadUserInputError, QueryCostExceededError } from '../errors.ts'
import { countComparisons } from './field-comparisons.ts'
import { OperationMeter } from './operation-meter.ts'

/** Of one operation; docs/api.md lists them. */
export const LIMITS = {
  /** Counted by the parser, which stops there. */
  tokens: 2000,
  /** Five searches are more, four with what they answer are not. */
  'points of cost': 1500,
  /** GraphiQL's introspection asks for the most of ordinary operations, 230 of them, and nests deepest. */
  fields: 600,
  'levels of fields': 15,
  aliases: 50,
  directives: 50,
  variables: 50,
  'operations and fragments': 50,
  /**
   * Validation compares each two fields of one name in an answer: what overlapping fragments of clients repeat, not
   * more.
   */
  'comparisons of fields of one name': 500
} as const
/** Compiled code takes many times the memory of the text, and stops all else while it is made. */
const MAX_COMPILED_LENGTH = 4000
/** What the schema does not state, since GraphQL defines it. */
const META_COSTS: Readonly<Record<string, number>> = { __schema: 400, __type: 100, __typename: 1 }

/**
 * Refuses an operation that asks for too much, before validation, whose time grows faster than the query. Throws
 * QUERY_COST_EXCEEDED with the bound and what was asked.
 */
export function limitOperation (document: DocumentNode, schema: GraphQLSchema): void {
  // Mercurius takes JSON for a parsed query, and nobody has counted its tokens.
  if (!(document?.loc instanceof Location)) {
    throw new BadUserInputError('The query is not GraphQL. Send its text, not its syntax tree.')
  }
  const meter = new OperationMeter(document, schema, costOf)
  within(document.definitions.length, 'operations and fragments')
  within(meter.aliases, 'aliases')
  within(meter.directives, 'directives')
  within(meter.variables, 'variables')
  within(meter.fields, 'fields')
  const definitions = document.definitions.filter(isExecutable)
  // One operation runs, but all are validated.
  for (const { cost, fields, depth } of definitions.map((definition) => meter.measure(definition))) {
    within(cost, 'points of cost')
    within(fields, 'fields')
    within(depth, 'levels of fields')
  }
  const comparisons = definitions.reduce((sum, { selectionSet }) => sum + countComparisons(selectionSet, document), 0)
  within(comparisons, 'comparisons of fields of one name')
}

/**
 * Whether compiling is worth it: Mercurius compiles one operation of a document, and would run it for every other. What
 * is named as members of every object are (`toString`), compiled code takes for them.
 */
export function isCompilable (document: DocumentNode): boolean {
  const { definitions, loc } = document
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  return operations.length === 1 && loc!.end <= MAX_COMPILED_LENGTH && !namesMember(document)
}

function namesMember (document: DocumentNode): boolean {
  let isFound = false
  visit(document, {
    Name: ({ value }) => {
      if (!(value in Object.prototype)) return undefined
      isFound = true
      return BREAK
    }
  })
  return isFound
}

function isExecutable (node: DefinitionNode): node is ExecutableDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION
}

function within (asked: number, what: keyof typeof LIMITS): void {
  const bound = LIMITS[what]
  if (asked > bound) throw new QueryCostExceededError(`${asked} ${what}`, bound)
}

/** As `@cost` in the schema says, else 1. */
function costOf (name: string, field: GraphQLField<unknown, unknown> | undefined, schema: GraphQLSchema): number {
  const meta = META_COSTS[name]
  if (meta !== undefined) return meta
  const directive = schema.getDirective('cost')
  const weight = directive && field?.astNode && getDirectiveValues(directive, field.astNode)?.['weight']
  return typeof weight === 'number' ? weight : 1
}
