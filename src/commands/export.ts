import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { exportCatalogue } from '../catalogue/write/export-catalogue.ts'
import { loadConfig } from '../config/config.ts'
import { assertWritable } from '../shared/write-whole.ts'
import { createVectorStore } from '../vectors/create-vector-store.ts'
import { replaceFile } from '../shared/replace-file.ts'

const MEDIA_URL = '/media/'

export function registerExport (program: Command): void {
  program
    .command('export')
    .description(
      'Write the catalogue as JSON lines that vitrine ingest reads back; with local photos give it --images-dir'
    )
    .argument('[file]', 'where to (default: standard output)')
    .option('--media-url <prefix>', 'what URLs of local photos begin with', MEDIA_URL)
    .option('--json', 'print the count as JSON')
    .action(async (file: string | undefined, { mediaUrl, json }: { mediaUrl: string; json?: true }) => {
      if (file !== undefined) await assertWritable(file, '<file>')
      const products = await exportTo(file, mediaUrl)
      process.stderr.write(json ? `${JSON.stringify({ products })}\n` : `${products} products exported.\n`)
    })
}

/** Needs no model. Resolves to the number of products. */
async function exportTo (file: string | undefined, mediaUrl: string): Promise<number> {
  const config = loadConfig(process.env)
  const store = await createVectorStore(config)
  let count = 0
  const lines = async function * () {
    for await (const product of exportCatalogue({
      store,
      catalogue: config.CATALOGUE,
      dimension: config.DIMENSIONS[0]!,
      mediaUrl
    })) {
      count++
      yield `${JSON.stringify(product)}\n`
    }
  }
  try {
    if (file === undefined) await pipeline(Readable.from(lines()), process.stdout, { end: false })
    else await replaceFile(file, lines())
  } finally {
    await store.close()
  }
  return count
}
