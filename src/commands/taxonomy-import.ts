import { stat } from 'node:fs/promises'
import path from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { BadUserInputError } from '../errors.ts'
import { importTaxonomy, isSpreadsheet } from '../taxonomy/import/import-taxonomy.ts'
import { CATEGORY, Taxonomy } from '../taxonomy/taxonomy.ts'
import type { TaxonomyFile } from '../taxonomy/taxonomy-schema.ts'
import { writeWhole } from '../shared/write-whole.ts'

interface Options {
  readonly from?: 'google' | 'shopify' | 'csv'
  readonly to: string
  readonly name?: string
  readonly asVersion?: string
  readonly under?: readonly string[]
  readonly locale?: ReadonlyMap<string, string>
  readonly attributesOf?: string
  readonly force?: true
  readonly json?: true
}

/** Adds `taxonomy import`. `shipped` is what `--attributes-of general` means. */
export function registerTaxonomyImport (taxonomy: Command, shipped: string): void {
  taxonomy
    .command('import')
    .description("Make a taxonomy of Google's product categories, of Shopify's product taxonomy or of a spreadsheet; needs no model")
    .argument(
      '<file>',
      'taxonomy-with-ids.en-US.txt of Google, in any language, categories.txt or taxonomy.json of Shopify, or a table with the columns attribute, value, category, synonyms, prompts, type, threshold, name:<language>, id:<list>'
    )
    .requiredOption('--to <file>', 'JSON file to write, for TAXONOMY')
    .addOption(
      new Option('--from <kind>', 'what the file is (default: csv for .csv and .tsv, shopify for .json, else what its lines say)').choices([
        'google',
        'shopify',
        'csv'
      ])
    )
    .option('--under <path...>', 'only these branches of the Google categories, e.g. "Apparel & Accessories"')
    .option(
      '--locale <language=file>',
      'Google categories in another language, for display names; repeatable. Prompts are made of the English one',
      parseLocale
    )
    .option(
      '--attributes-of <file>',
      'take over the attributes of this taxonomy or table; general for those that ship'
    )
    .option('--name <name>', 'name of the taxonomy (default: that of the file written)')
    .option('--as-version <version>', 'version of the taxonomy (default: that of the list, else 1)')
    .option('--force', 'replace the file if it exists')
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, options: Options) => await importInto(file, options, shipped))
}

async function importInto (file: string, options: Options, shipped: string): Promise<void> {
  const { to, under = [], locale = new Map<string, string>(), attributesOf, force } = options
  const from = options.from ?? (isSpreadsheet(file) ? 'csv' : 'google')
  if (from === 'csv' && (under.length > 0 || locale.size > 0)) {
    throw new BadUserInputError(
      '--under and --locale are for Google categories; a table names branches and languages itself.'
    )
  }
  if (!force && (await exists(to))) {
    throw new BadUserInputError(`${to} exists. Give --force to replace it, or another --to.`)
  }
  const made = await importTaxonomy({
    file,
    from,
    name: options.name ?? toName(to),
    version: options.asVersion,
    under,
    locales: locale,
    attributesOf: attributesOf === 'general' ? shipped : attributesOf
  })
  await writeWhole(to, `${JSON.stringify(made, null, 1)}\n`, '--to')
  process.stdout.write(options.json ? `${JSON.stringify(countsOf(made, to))}\n` : describe(made, to))
}

function countsOf (file: TaxonomyFile, to: string) {
  const { category, attributes, name, version } = new Taxonomy(file)
  const paths = new Taxonomy(file).labelsOf(CATEGORY)
  const languages = [...new Set(paths.flatMap(({ names }) => Object.keys(names)))]
  return {
    file: to,
    name,
    version,
    categories: paths.length,
    leaves: category.labels.length,
    named: languages.map((language) => ({
      language,
      categories: paths.filter(({ names }) => names[language] !== undefined).length
    })),
    attributes: attributes.map(({ name }) => name),
    labels: attributes.reduce((sum, { labels }) => sum + labels.length, 0)
  }
}

function describe (file: TaxonomyFile, to: string): string {
  const { name, version, categories, leaves, named, attributes, labels } = countsOf(file, to)
  const languages = named.map(({ language, categories }) => `, ${categories} with a name in ${language}`)
  return [
    `${to}: taxonomy ${name}, version ${version}`,
    `  ${categories} categories, ${leaves} of them leaves${languages.join('')}`,
    `  ${attributes.length} attributes with ${labels} labels${attributes.map((name, i) => (i === 0 ? ': ' : ', ') + name).join('')}`,
    `Look at it with: vitrine taxonomy ${to}`,
    `Tag with it by: TAXONOMY=${to}`,
    ''
  ].join('\n')
}

async function exists (file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false
  )
}

/** `Shop taxonomy.json` as `shop-taxonomy`. */
function toName (file: string): string {
  const name = path
    .parse(file)
    .name.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return name.slice(0, 51) || 'shop'
}

function parseLocale (text: string, given: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const [, language, file] = /^([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)=(.+)$/.exec(text) ?? []
  if (language === undefined || file === undefined) {
    throw new InvalidArgumentError('It must be like de=taxonomy-with-ids.de-DE.txt.')
  }
  return new Map([...given, [language, file]])
}
