import { join } from 'node:path'
import type { Command } from 'commander'
import { packageRoot } from '../shared/package-root.ts'
import { importBuiltin } from '../embedding/create-embedder.ts'
import { BadUserInputError } from '../errors.ts'
import { evaluatePhotos } from '../evaluation/evaluate-photos.ts'
import { readLabelledPhotos } from '../evaluation/labelled-photos.ts'
import { formatReport, machine } from '../evaluation/report.ts'
import { registerEvaluateJudgements } from './evaluate-judgements.ts'
import { registerEvaluateSearch } from './evaluate-search.ts'
import { logPhotos } from './photo-log.ts'

interface BuiltinOptions {
  split: string
  models: string
  json?: true
}

export function registerEvaluate (program: Command): void {
  const evaluate = program.command('evaluate').description('Measure how well a model finds what it should')
  evaluate
    .command('builtin')
    .description('The built-in model, by labelled photos: precision over ten answers, and categories')
    .argument('<labels>', 'JSON lines of {"image","label","split"}, image paths relative to it')
    .option('--split <name>', 'photos to judge by', 'test')
    .option('--models <folder>', 'folder of the model', join(packageRoot, 'models'))
    .option('--json', 'print JSON instead of a table')
    .action(evaluateBuiltin)
  registerEvaluateSearch(evaluate)
  registerEvaluateJudgements(evaluate)
}

async function evaluateBuiltin (labels: string, { split, models, json }: BuiltinOptions): Promise<void> {
  const photos = (await readLabelledPhotos(labels)).filter((photo) => photo.split === split)
  if (photos.length === 0) throw new BadUserInputError(`${labels} has no photos of the split "${split}"`)
  const { BuiltinEmbedder } = await importBuiltin()
  const embedder = await BuiltinEmbedder.open({ modelsDir: models })
  try {
    const classify = embedder.labelProbabilities.bind(embedder)
    const report = await evaluatePhotos({ embedder, photos, classify, onPhoto: logPhotos(photos.length) })
    const date = new Date()
    process.stdout.write(
      json
        ? `${JSON.stringify({ date: date.toISOString(), machine: machine(), ...report })}\n`
        : formatReport(report, date)
    )
  } finally {
    await embedder.close()
  }
}
