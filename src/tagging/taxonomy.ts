import { createHash } from 'node:crypto'
import { BadUserInputError } from '../errors.ts'
import { readTaxonomyFile, type AttributeNode, type CategoryNode, type TaxonomyFile } from './taxonomy-file.ts'

/** A value that can be given: of an attribute, or the path of a category. */
export interface Label {
  readonly value: string
  readonly prompts: readonly string[]
  readonly synonyms: readonly string[]
  readonly names: Readonly<Record<string, string>>
}

/** A question with a closed list of answers. The category is asked like an attribute, its leaves are the answers. */
export interface Attribute {
  readonly name: string
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

  constructor (file: TaxonomyFile) {
    const { name, version, templates = ['{}'], categories, attributes, threshold } = file
    this.name = name
    this.version = version
    this.digest = createHash('sha256').update(JSON.stringify(file)).digest('hex').slice(0, 16)
    this.templates = templates
    this.#paths = categories.flatMap((node) => labelsOfTree(node, ''))
    const isLeaf = ({ value }: Label) => !this.#paths.some((other) => other.value.startsWith(`${value}/`))
    this.category = { name: CATEGORY, type: 'ONE_OF', labels: this.#paths.filter(isLeaf), threshold }
    this.attributes = attributes.map(toAttribute)
    this.#appliesTo = new Map(attributes.map(({ name, appliesTo }) => [name, appliesTo]))
    this.#words.set(CATEGORY, wordsOf(this.#paths))
    for (const attribute of this.attributes) this.#words.set(attribute.name, wordsOf(attribute.labels))
  }

  /** Throws TAXONOMY_INVALID. */
  static async read (file: string): Promise<Taxonomy> {
    return new Taxonomy(await readTaxonomyFile(file))
  }

  /** The attributes that products of a category have. */
  attributesOf (path: string): Attribute[] {
    return this.attributes.filter(({ name }) => this.#appliesTo.get(name)!.some((branch) => isWithin(path, branch)))
  }

  /** The label that a catalogue's own value means, by name or synonym; undefined where it means none. */
  resolve (attribute: string, value: string): string | undefined {
    return this.#words.get(attribute)?.get(toWord(value))
  }

  /** The category, leaf or branch, that a catalogue's own path means: its whole, or else its most special step known here. */
  resolveCategory (path: string): string | undefined {
    const steps = path.split(/[/>]/)
    const candidates = [path, ...steps.reverse()]
    return candidates.map((step) => this.resolve(CATEGORY, step)).find((found) => found !== undefined)
  }

  /** What an attribute can be given, the branches of the categories included. Throws BAD_USER_INPUT for a name that is none. */
  labelsOf (name: string): readonly Label[] {
    if (name === CATEGORY) return this.#paths
    const attribute = this.attributes.find((attribute) => attribute.name === name)
    if (!attribute) throw new BadUserInputError(`The taxonomy ${this.name} has no attribute "${name}". Known: ${[CATEGORY, ...this.attributes.map(({ name }) => name)].join(', ')}.`)
    return attribute.labels
  }

  /** Name to show for a category or label, the value itself where the language has none. */
  nameOf ({ value, names }: Label, language: string): string {
    return names[language] ?? names[language.split('-')[0]!] ?? value
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

function toAttribute ({ name, type, labels, threshold }: AttributeNode): Attribute {
  return { name, type, threshold, labels: labels.map((label) => toLabel(label.value, label.value, label)) }
}

function toLabel (value: string, name: string, { synonyms = [], prompts, names = {} }: Omit<CategoryNode, 'name' | 'children'>): Label {
  return { value, synonyms, prompts: prompts ?? [name, ...synonyms], names }
}

/** The first label that claims a word keeps it; values come before synonyms. */
function wordsOf (labels: readonly Label[]): Map<string, string> {
  const words = new Map<string, string>()
  const claim = (word: string, value: string) => words.has(toWord(word)) || words.set(toWord(word), value)
  for (const { value } of labels) claim(value, value)
  for (const { value } of labels) claim(value.split('/').at(-1)!, value)
  for (const { value, synonyms } of labels) for (const synonym of synonyms) claim(synonym, value)
  return words
}

/** `T-Shirts`, `t shirt` and `TShirt` are one word. */
function toWord (text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '').replace(/(?<=ss|x|ch|sh)es$|(?<!s)s$/, '')
}
