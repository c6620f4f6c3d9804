import path from 'node:path'
import type { Command } from 'commander'
import { loadConfig, packageRoot } from '../config.ts'
import { Taxonomy } from '../tagging/taxonomy.ts'

export function registerTaxonomy (program: Command): void {
  program.command('taxonomy')
    .description('Check a taxonomy file and print what it asks; needs no model')
    .argument('[file]', 'the file (default: TAXONOMY, else the one that ships)')
    .action(async (file: string | undefined) => {
      const { TAXONOMY } = loadConfig(process.env)
      const taxonomy = await Taxonomy.read(file ?? (TAXONOMY || path.join(packageRoot, 'models', 'taxonomy.json')))
      process.stdout.write(describe(taxonomy))
    })
}

function describe ({ name, version, digest, category, attributes }: Taxonomy): string {
  const rows = attributes.map(({ name, type, labels }) => `  ${name} (${type}): ${labels.map(({ value }) => value).join(', ')}\n`)
  const labels = attributes.reduce((sum, attribute) => sum + attribute.labels.length, category.labels.length)
  return `${name}, version ${version}, ${digest}: ${labels} labels\n  ${category.labels.length} categories: ${category.labels.map(({ value }) => value).join(', ')}\n${rows.join('')}`
}
