import {
  getNamedType,
  GraphQLError,
  isCompositeType,
  isObjectType,
  isInterfaceType,
  Kind,
  visit,
  type DocumentNode,
  type ExecutableDefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode
} from 'graphql'

/** What a piece of an operation asks for, with its fragments written out. */
export interface Size {
  readonly cost: number
  readonly fields: number
  /** Fields within fields. */
  readonly depth: number
}

export type CostOf = (
  name: string,
  field: GraphQLField<unknown, unknown> | undefined,
  schema: GraphQLSchema
) => number

type ParentType = GraphQLNamedType | undefined

const NOTHING: Size = { cost: 0, fields: 0, depth: 0 }

/**
 * Measures operations that may be invalid. Each fragment is measured once, so that the time grows with the text alone.
 */
export class OperationMeter {
  readonly aliases: number
  readonly directives: number
  readonly variables: number
  /** As they stand in the text. */
  readonly fields: number
  readonly #schema: GraphQLSchema
  readonly #costOf: CostOf
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Null while it is being measured. */
  readonly #measured = new Map<string, Size | null>()

  constructor (document: DocumentNode, schema: GraphQLSchema, costOf: CostOf) {
    this.#schema = schema
    this.#costOf = costOf
    this.#fragments = fragmentsOf(document)
    let fields = 0
    let aliases = 0
    let directives = 0
    let variables = 0
    visit(document, {
      Field: ({ alias }) => {
        fields++
        if (alias) aliases++
      },
      Directive: () => {
        directives++
      },
      VariableDefinition: () => {
        variables++
      }
    })
    this.fields = fields
    this.aliases = aliases
    this.directives = directives
    this.variables = variables
  }

  /** Throws where a fragment holds itself, as validation would. */
  measure (definition: ExecutableDefinitionNode): Size {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) return this.#fragment(definition.name.value)
    return this.#selections(definition.selectionSet, this.#schema.getRootType(definition.operation) ?? undefined)
  }

  #selections ({ selections }: SelectionSetNode, parent: ParentType): Size {
    return selections.map((selection) => this.#selection(selection, parent)).reduce(sum, NOTHING)
  }

  #selection (node: SelectionNode, parent: ParentType): Size {
    if (node.kind === Kind.FIELD) return this.#field(node, parent)
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(node.name.value)
    const { typeCondition, selectionSet } = node
    return this.#selections(selectionSet, typeCondition ? this.#schema.getType(typeCondition.name.value) : parent)
  }

  #field ({ name, selectionSet }: FieldNode, parent: ParentType): Size {
    const field = this.#definition(name.value, parent)
    const type = field && getNamedType(field.type)
    const inner = selectionSet ? this.#selections(selectionSet, isCompositeType(type) ? type : undefined) : NOTHING
    const cost = this.#costOf(name.value, field, this.#schema)
    return { cost: cost + inner.cost, fields: 1 + inner.fields, depth: 1 + inner.depth }
  }

  #definition (name: string, parent: ParentType): GraphQLField<unknown, unknown> | undefined {
    return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
  }

  #fragment (name: string): Size {
    const known = this.#measured.get(name)
    if (known === null) throw new GraphQLError(`Cannot spread fragment "${name}" within itself.`)
    const fragment = this.#fragments.get(name)
    if (known || !fragment) return known ?? NOTHING
    this.#measured.set(name, null)
    const size = this.#selections(fragment.selectionSet, this.#schema.getType(fragment.typeCondition.name.value))
    this.#measured.set(name, size)
    return size
  }
}

export function fragmentsOf ({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : []))
  )
}

function sum (a: Size, b: Size): Size {
  return { cost: a.cost + b.cost, fields: a.fields + b.fields, depth: Math.max(a.depth, b.depth) }
}
