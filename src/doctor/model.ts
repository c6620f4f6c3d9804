import { dot, truncate, type Embedder, type EmbedInput } from '../embedding/embedder.ts'
import { isSizedEmbedder, type SizedEmbedder } from '../embedding/sized-embedder.ts'
import { MEDIA_KINDS } from '../media/media-file.ts'
import { READ_MEDIA, WITHOUT_READER } from '../media/media-names.ts'
import { Findings, type Finding } from './finding.ts'
import { PROBE_TEXT, probeImage } from './probe.ts'
import { inMs, timed } from './timed.ts'

/** What cutting may lose to rounding. */
const ALIKE = 0.9999

/** Embeds a text and an image, and holds cut embeddings against the model's own shorter ones. */
export async function checkModel (embedder: Embedder, dimensions: readonly number[]): Promise<readonly Finding[]> {
  const findings = new Findings('model')
  checkDimensions(findings, embedder, dimensions)
  tellModalities(findings, embedder)
  const inputs: readonly EmbedInput[] = [{ text: PROBE_TEXT }, { image: await probeImage() }]
  let answered = 0
  for (const input of inputs) {
    const name = nameOf(input)
    const embedded = await findings.attempt(
      name,
      async () => await timed(async () => await embedder.embed(input, { purpose: 'index' }))
    )
    if (embedded === undefined) continue
    answered++
    findings.ok(name, `${embedder.model}: ${embedded.value.length} values in ${inMs(embedded.ms)}`)
  }
  const cut = dimensions.filter(
    (dimension) => dimension !== embedder.dimensions[0] && embedder.dimensions.includes(dimension)
  )
  if (answered === inputs.length && isSizedEmbedder(embedder)) {
    for (const dimension of cut) await checkCut(findings, embedder, dimension, inputs)
  }
  return findings.list
}

/** Clips and sounds are nobody's need: what is not read is told, and is no problem. */
function tellModalities (findings: Findings, { capabilities, media }: Embedder): void {
  const unread = MEDIA_KINDS.filter((kind) => !capabilities.has(kind))
  const why = unread.map((kind) => `no ${READ_MEDIA[kind]}: ${media?.whyNot(kind) ?? WITHOUT_READER}`)
  findings.ok('modalities', [`reads ${[...capabilities.keys()].join(', ')}`, ...why].join('; '))
}

function checkDimensions (
  findings: Findings,
  { model, dimensions: known }: Embedder,
  dimensions: readonly number[]
): void {
  const unknown = dimensions.filter((dimension) => !known.includes(dimension))
  if (unknown.length === 0) return
  findings.fail('dimensions', {
    detail: `DIMENSIONS has ${unknown.join(', ')}, which ${model} does not have`,
    advice: `Set DIMENSIONS to some of ${known.join(', ')}.`
  })
}

/**
 * Queries and products are cut alike, so that search holds together either way; but it may then find less than the
 * model could.
 */
async function checkCut (
  findings: Findings,
  embedder: SizedEmbedder,
  dimension: number,
  inputs: readonly EmbedInput[]
): Promise<void> {
  const check = `cut to ${dimension}`
  const cosines = await findings.attempt(
    check,
    async () => await Promise.all(inputs.map(async (input) => await cosineOfCut(embedder, input, dimension)))
  )
  if (cosines === undefined) return
  const detail = inputs.map((input, i) => `${nameOf(input)} ${cosines[i]!.toFixed(5)}`).join(', ')
  if (Math.min(...cosines) >= ALIKE) return findings.ok(check, `equals the model's own answer: cosine of ${detail}`)
  findings.warn(check, {
    detail: `differs from the model's own answer: cosine of ${detail}`,
    advice: `Only the largest dimension is asked of the model, the others are cut from it. Set DIMENSIONS=${embedder.dimensions[0]} or DIMENSIONS=${dimension} alone, and ingest again with --recreate; or measure on your own products what cutting to ${dimension} loses.`
  })
}

async function cosineOfCut (embedder: SizedEmbedder, input: EmbedInput, dimension: number): Promise<number> {
  const [native, own] = await Promise.all([
    embedder.embed(input, { purpose: 'index' }),
    embedder.embedAt(input, dimension, { purpose: 'index' })
  ])
  return dot(truncate(native, dimension), own)
}

function nameOf (input: EmbedInput): string {
  return 'text' in input ? 'text' : 'image'
}
