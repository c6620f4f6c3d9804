import Type from 'typebox'

const text = Type.String({ minLength: 1, maxLength: 200 })
const texts = Type.Array(text, { minItems: 1, maxItems: 50 })
const names = Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' }), text))
const described = {
  /** What the model is asked for. Default: the name and its synonyms. */
  prompts: Type.Optional(texts),
  /** Other words that shops use for it; a catalogue's own values are recognised by them. */
  synonyms: Type.Optional(texts),
  /** To show, by BCP 47 language tag. */
  names,
  /** What it is in lists of others, by the list: `{ "google": "1604" }` is Google's product category. */
  externalIds: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }), text))
}
const closed = { additionalProperties: false }

const categorySchema = Type.Cyclic(
  {
    Category: Type.Object(
      {
        // A step of a path may not hold what separates them.
        name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^/]+$' }),
        ...described,
        children: Type.Optional(Type.Array(Type.Ref('Category'), { minItems: 1 }))
      },
      closed
    )
  },
  'Category'
)

const labelSchema = Type.Object({ value: Type.String({ minLength: 1, maxLength: 100 }), ...described }, closed)

const attributeSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    type: Type.Enum(['ONE_OF', 'MANY_OF']),
    names,
    /** Paths of categories; what is below them is meant too. */
    appliesTo: Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { minItems: 1, maxItems: 1000 }),
    labels: Type.Array(labelSchema, { minItems: 2, maxItems: 5000 }),
    /** Confidence from which a value is assigned, instead of the learned one. */
    threshold: Type.Optional(Type.Number({ minimum: 0, maximum: 1 }))
  },
  closed
)

/** The file of a taxonomy, as a shop writes it. */
export const taxonomySchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,50}$' }),
    version: text,
    /** Sentences that prompts are put into, at `{}`; a label's embedding is the mean over them. */
    templates: Type.Optional(
      Type.Array(Type.String({ pattern: '\\{\\}', maxLength: 200 }), { minItems: 1, maxItems: 20 })
    ),
    categories: Type.Array(categorySchema, { minItems: 1 }),
    attributes: Type.Array(attributeSchema),
    /** Confidence from which a category is assigned, instead of the learned one. */
    threshold: Type.Optional(Type.Number({ minimum: 0, maximum: 1 }))
  },
  closed
)

export type TaxonomyFile = Type.Static<typeof taxonomySchema>
export type CategoryNode = Type.Static<typeof categorySchema>
export type AttributeNode = Type.Static<typeof attributeSchema>
