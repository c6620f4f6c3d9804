import path from 'node:path'
import type { Command } from 'commander'
import { loadConfig } from '../config/config.ts'
import { packageRoot } from '../shared/package-root.ts'
import { CATEGORY, Taxonomy } from '../taxonomy/taxonomy.ts'
import { registerTaxonomyImport } from './taxonomy-import.ts'

const SHIPPED_TAXONOMY = path.join(packageRoot, 'models', 'taxonomy.json')

/** Lists longer than this are cut: an imported one has thousands of categories. */
const MAX_SHOWN = 60

export function registerTaxonomy (program: Command): void {
  const taxonomy = program
    .command('taxonomy')
    .description('Check a taxonomy file and print what it asks; needs no model')
    .argument('[file]', 'the file (default: TAXONOMY, else the one that ships)')
    .action(async (file: string | undefined) => {
      const { TAXONOMY } = loadConfig(process.env)
      process.stdout.write(describe(await Taxonomy.read(file ?? (TAXONOMY || SHIPPED_TAXONOMY))))
    })
  registerTaxonomyImport(taxonomy, SHIPPED_TAXONOMY)
}

function describe (taxonomy: Taxonomy): string {
  const { name, version, digest, category, attributes } = taxonomy
  const rows = attributes.map(({ name, type, labels }) => `  ${name} (${type}): ${list(labels)}\n`)
  const labels = attributes.reduce((sum, attribute) => sum + attribute.labels.length, category.labels.length)
  const branches = taxonomy.labelsOf(CATEGORY).length - category.labels.length
  return `${name}, version ${version}, ${digest}: ${labels} labels\n  ${category.labels.length} categories in ${branches} branches: ${list(category.labels)}\n${rows.join('')}`
}

function list (labels: ReadonlyArray<{ readonly value: string }>): string {
  const first = labels
    .slice(0, MAX_SHOWN)
    .map(({ value }) => value)
    .join(', ')
  return labels.length > MAX_SHOWN ? `${first} and ${labels.length - MAX_SHOWN} more` : first
}
