import {
  getDirectiveValues, Kind, Location,
  type DefinitionNode, type DocumentNode, type ExecutableDefinitionNode, type GraphQLField, type GraphQLSchema
} from 'graphql'
import { BadUserInputError, QueryCostExceededError } from '../errors.ts'
import { countComparisons } from './field-comparisons.ts'
import { OperationMeter } from './operation-meter.ts'

/** Counted by the parser, which stops there. */
export const MAX_TOKENS = 2000
/** Five searches are more, four with what they answer are not. */
const MAX_COST = 1500
/** GraphiQL's introspection asks for the most of ordinary operations, about 300 of them. */
const MAX_FIELDS = 600
const MAX_ALIASES = 50
const MAX_DIRECTIVES = 50
const MAX_VARIABLES = 50
const MAX_DEFINITIONS = 50
/** Introspection by GraphiQL nests deepest. */
const MAX_DEPTH = 15
/** Validation compares each two fields of one name in an answer: what overlapping fragments of clients repeat, not more. */
const MAX_COMPARISONS = 500
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
  if (!(document?.loc instanceof Location)) throw new BadUserInputError('The query is not GraphQL. Send its text, not its syntax tree.')
  const meter = new OperationMeter(document, schema, costOf)
  within(document.definitions.length, MAX_DEFINITIONS, 'operations and fragments')
  within(meter.aliases, MAX_ALIASES, 'aliases')
  within(meter.directives, MAX_DIRECTIVES, 'directives')
  within(meter.variables, MAX_VARIABLES, 'variables')
  within(meter.fields, MAX_FIELDS, 'fields')
  const definitions = document.definitions.filter(isExecutable)
  // One operation runs, but all are validated.
  for (const { cost, fields, depth } of definitions.map((definition) => meter.measure(definition))) {
    within(cost, MAX_COST, 'points of cost')
    within(fields, MAX_FIELDS, 'fields')
    within(depth, MAX_DEPTH, 'levels of fields')
  }
  const comparisons = definitions.reduce((sum, { selectionSet }) => sum + countComparisons(selectionSet, document), 0)
  within(comparisons, MAX_COMPARISONS, 'comparisons of fields of one name')
}

/** Whether compiling is worth it: Mercurius compiles one operation of a document, and would run it for every other. */
export function isCompilable ({ definitions, loc }: DocumentNode): boolean {
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  return operations.length === 1 && loc!.end <= MAX_COMPILED_LENGTH
}

function isExecutable (node: DefinitionNode): node is ExecutableDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION
}

function within (asked: number, bound: number, what: string): void {
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
