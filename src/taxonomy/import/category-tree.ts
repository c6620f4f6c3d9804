import { TaxonomyInvalidError } from '../../errors.ts'
import type { CategoryNode } from '../taxonomy-schema.ts'

type Details = Pick<CategoryNode, 'prompts' | 'synonyms' | 'names' | 'externalIds'>

export interface TreeRow {
  readonly line: number
  /** Names from general to special; those on the way are made where no row of their own names them. */
  readonly steps: readonly string[]
  readonly details: Details
}

interface Branch {
  readonly name: string
  line?: number
  details: Details
  readonly children: Map<string, Branch>
}

/**
 * Rows in any order as a tree, whose siblings come in the order of the rows. Throws TAXONOMY_INVALID for a path given
 * twice.
 */
export function toTree (rows: readonly TreeRow[], file: string): CategoryNode[] {
  const roots = new Map<string, Branch>()
  for (const { line, steps, details } of rows) {
    const branch = branchAt(roots, steps)
    if (branch.line !== undefined) {
      throw new TaxonomyInvalidError(
        file,
        `line ${line} names "${steps.join('/')}" again, after line ${branch.line}; remove one`
      )
    }
    branch.line = line
    branch.details = details
  }
  return toNodes(roots)
}

/** A step of a path without what separates steps. */
function toStep (name: string): string {
  return name.replaceAll('/', '-')
}

function branchAt (roots: Map<string, Branch>, steps: readonly string[]): Branch {
  let siblings = roots
  let branch: Branch | undefined
  for (const name of steps.map(toStep)) {
    // As the taxonomy compares siblings.
    const key = name.toLowerCase()
    branch = siblings.get(key) ?? { name, details: {}, children: new Map() }
    siblings.set(key, branch)
    siblings = branch.children
  }
  return branch!
}

function toNodes (branches: ReadonlyMap<string, Branch>): CategoryNode[] {
  return [...branches.values()].map(({ name, details, children }) => {
    return { name, ...details, ...(children.size > 0 && { children: toNodes(children) }) }
  })
}
