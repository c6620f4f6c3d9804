import { createHash } from 'node:crypto'
import { BadUserInputError } from '../errors.ts'
import { readTaxonomyFile } from './taxonomy-file.ts'
import type { AttributeNode, CategoryNode, TaxonomyFile } from './taxonomy-schema.ts'

/** A value that can be given: of an attribute, or the path of a category. */
export interface Label {
  readonly value: string
  readonly prompts: readonly string[]
  readonly synonyms: readonly string[]
  /** To show, by language. */
  readonly names: Readonly<Record<string, string>>
  /** What it is in lists of others, by the list. */
  readonly externalIds: Readonly<Record<string, string>>
}

/** A question with a closed list of answers. The category is asked like an attribute, its leaves are the answers. */
export interface Attribute {
  readonly name: string
  /** To show, by language. */
  readonly names: Readonly<Record<string, string>>
  /** Whether a product has one of the labels or any number of them. */
  readonly type: 'ONE_OF' | 'MANY_OF'
  readonly labels: readonly Label[]
  /** The taxonomy's own threshold, which comes before a learned one. */
  readonly threshold?: number | undefined
}

export const CATEGORY = 'category'

/** What a shop's products can be tagged with: a tree of categories, and attributes that apply to branches of it. */
export class Taxonomy {
  readonly name: string
  readonly version: string
  /** Identity of what is asked: other prompts are another taxonomy, whatever the version says. */
  readonly digest: string
  readonly templates: readonly string[]
  /** The leaves of the tree. */
  readonly category: Attribute
  readonly attributes: readonly Attribute[]
  readonly #paths: readonly Label[]
  readonly #appliesTo: ReadonlyMap<string, readonly string[]>
  readonly #words = new Map<string, ReadonlyMap<string, string>>()
  readonly #labels = new Map<string, ReadonlyMap<string, Label>>()
  readonly #categoriesOf = new Map<string, readonly number[]>()

  constructor (file: TaxonomyFile) {
    const { name, version, templates = ['{}'], categories, attributes, threshold } = file
    this.name = name
    this.version = version
    this.digest = createHash('sha256').update(JSON.stringify(file)).digest('hex').slice(0, 16)
    this.templates = templates
    this.#paths = categories.flatMap((node) => labelsOfTree(node, ''))
    const branches = new Set(this.#paths.map(({ value }) => parentOf(value)))
    this.category = {
      name: CATEGORY,
      names: {},
      type: 'ONE_OF',
      labels: this.#paths.filter(({ value }) => !branches.has(value)),
      threshold
    }
    this.attributes = attributes.map(toAttribute)
    this.#appliesTo = new Map(attributes.map(({ name, appliesTo }) => [name, appliesTo]))
    for (const { name } of [this.category, ...this.attributes]) {
      const labels = this.labelsOf(name)
      this.#words.set(name, wordsOf(labels))
      this.#labels.set(name, new Map(labels.map((label) => [label.value, label])))
    }
  }

  /** Throws TAXONOMY_INVALID. */
  static async read (file: string): Promise<Taxonomy> {
    return new Taxonomy(await readTaxonomyFile(file))
  }

  /** The attributes that products of a category have. */
  attributesOf (path: string): Attribute[] {
    return this.attributes.filter(({ name }) => this.#appliesTo.get(name)!.some((branch) => isWithin(path, branch)))
  }

  /** Positions of the leaves of the tree that an attribute applies to; ten thousand are compared once. */
  categoriesOf ({ name }: Attribute): readonly number[] {
    const branches = this.#appliesTo.get(name)!
    const known = this.#categoriesOf.get(name) ?? [...this.category.labels.keys()].filter((i) =>
      branches.some((branch) => isWithin(this.category.labels[i]!.value, branch))
    )
    this.#categoriesOf.set(name, known)
    return known
  }

  /** The label that a catalogue's own value means, by name or synonym; undefined where it means none. */
  resolve (attribute: string, value: string): string | undefined {
    // Values may differ in nothing that makes a word: A and A+.
    return this.#labels.get(attribute)?.has(value) ? value : this.#words.get(attribute)?.get(toWord(value))
  }

  /**
   * The category, leaf or branch, that a catalogue's own path means: its whole, its end, or else its most special step
   * known here.
   */
  resolveCategory (path: string): string | undefined {
    const steps = path.split(/[/>]/)
    const ends = steps.map((_, i) => steps.slice(i).join('/'))
    const candidates = [path, ...ends, ...steps.reverse()]
    return candidates.map((step) => this.resolve(CATEGORY, step)).find((found) => found !== undefined)
  }

  /**
   * What an attribute can be given, the branches of the categories included. Throws BAD_USER_INPUT for a name that is
   * none.
   */
  labelsOf (name: string): readonly Label[] {
    if (name === CATEGORY) return this.#paths
    const attribute = this.attributes.find((attribute) => attribute.name === name)
    if (!attribute) {
      throw new BadUserInputError(
        `The taxonomy ${this.name} has no attribute "${name}". Known: ${[CATEGORY, ...this.attributes.map(({ name }) => name)].join(', ')}.`
      )
    }
    return attribute.labels
  }

  /** Name to show for a value, itself where the language has none. Of a category each step is named. */
  nameOf (attribute: string, value: string, language: string): string {
    const labels = this.#labels.get(attribute)
    if (attribute !== CATEGORY) return nameIn(labels?.get(value)?.names, language) ?? value
    return stepsOf(value)
      .map((path) => nameIn(labels?.get(path)?.names, language) ?? lastStep(path))
      .join('/')
  }

  /** Name to show for an attribute. */
  attributeName (name: string, language: string): string {
    return nameIn(this.attributes.find((attribute) => attribute.name === name)?.names, language) ?? name
  }

  /** What a value is in lists of others, by the list. */
  externalIds (attribute: string, value: string): Readonly<Record<string, string>> {
    return this.#labels.get(attribute)?.get(value)?.externalIds ?? {}
  }
}

/** Whether a category is a branch or lies below it. */
export function isWithin (path: string, branch: string): boolean {
  return path === branch || path.startsWith(`${branch}/`)
}

function labelsOfTree ({ children = [], ...node }: CategoryNode, parent: string): Label[] {
  const path = parent + node.name
  return [toLabel(path, node.name, node), ...children.flatMap((child) => labelsOfTree(child, `${path}/`))]
}

function toAttribute ({ name, names = {}, type, labels, threshold }: AttributeNode): Attribute {
  return { name, names, type, threshold, labels: labels.map((label) => toLabel(label.value, label.value, label)) }
}

function toLabel (
  value: string,
  name: string,
  { synonyms = [], prompts, names = {}, externalIds = {} }: Omit<CategoryNode, 'name' | 'children'>
): Label {
  return { value, synonyms, prompts: prompts ?? [name, ...synonyms], names, externalIds }
}

/**
 * The first label that claims a word keeps it; values come before ends of paths, these before synonyms, names and ids.
 */
function wordsOf (labels: readonly Label[]): Map<string, string> {
  const words = new Map<string, string>()
  const claim = (word: string, value: string) => word === '' || words.has(word) || words.set(word, value)
  for (const { value } of labels) claim(toWord(value), value)
  for (const [word, value] of endsOf(labels)) claim(word, value)
  for (const { value, synonyms } of labels) for (const synonym of synonyms) claim(toWord(synonym), value)
  for (const { value, names } of labels) for (const name of Object.values(names)) claim(toWord(name), value)
  for (const { value, externalIds } of labels) for (const id of Object.values(externalIds)) claim(toWord(id), value)
  return words
}

/**
 * `b/c` and `c` of `a/b/c`. An end that several paths have means none of them, unless one is a branch that holds the
 * others.
 */
function endsOf (labels: readonly Label[]): Map<string, string> {
  const ends = new Map<string, string>()
  const shared = new Set<string>()
  for (const { value } of labels) {
    const steps = value.split('/')
    for (let i = 1; i < steps.length; i++) {
      const word = toWord(steps.slice(i).join('/'))
      const holder = ends.get(word)
      if (holder === undefined) ends.set(word, value)
      else if (!isWithin(value, holder)) shared.add(word)
    }
  }
  for (const word of shared) ends.delete(word)
  return ends
}

/** `T-Shirts`, `t shirt` and `TShirt` are one word; of the sizes `S` and `XS` the s is no plural. */
function toWord (text: string): string {
  return text
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/(?<=ss|x|ch|sh)es$|(?<=..)(?<!s)s$/, '')
}

/** The name in the language, else in the one without its last subtag, and so on: the look-up of RFC 4647, 3.4. */
function nameIn (names: Label['names'] = {}, language: string): string | undefined {
  const subtags = language.toLowerCase().split('-')
  for (let count = subtags.length; count > 0; count--) {
    const tag = subtags.slice(0, count).join('-')
    const found = Object.keys(names).find((name) => name.toLowerCase() === tag)
    if (found !== undefined) return names[found]
  }
  return undefined
}

/** `a`, `a/b`, `a/b/c`. */
function stepsOf (path: string): string[] {
  const steps = path.split('/')
  return steps.map((_, i) => steps.slice(0, i + 1).join('/'))
}

function parentOf (path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function lastStep (path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
