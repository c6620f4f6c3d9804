import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { ModelUnavailableError } from '../../errors.ts'
import { toBytes, toFloats } from '../../shared/little-endian.ts'

export const HEAD_FILE = 'builtin-head.bin'

const MAGIC = 'VTRHEAD2'

/** What `vitrine fit` learns: how texts and photos are laid into one space. Matrices are stored row by row. */
export interface Head {
  /** Labels of the photos it was fitted on, in the order of the rows of `labelTexts`, `weights` and `biases`. */
  readonly labels: readonly string[]
  /** Mean of the concepts' text vectors, taken off every text vector: 384. */
  readonly textMean: Float32Array
  /** Rotation of text vectors, most telling direction first: 384 × 384. */
  readonly textDirections: Float32Array
  /** Rotated unit vectors of the ImageNet classes: 1,000 × 384. */
  readonly classTexts: Float32Array
  /** The same of the labels: labels × 384. */
  readonly labelTexts: Float32Array
  /** 1 for each ImageNet class that is something to wear, else 0: 1,000. */
  readonly clothingClasses: Float32Array
  /** Mean of the photos' features: 1,280. */
  readonly featureMean: Float32Array
  /** Principal components of the features: count × 1,280. */
  readonly featureDirections: Float32Array
  /** Logistic regression over the first components: labels × width, and labels. */
  readonly weights: Float32Array
  readonly biases: Float32Array
  /** Logistic regression of the colors' names over `colorEvidence` and components: 12 × width, and 12. */
  readonly colorWeights: Float32Array
  readonly colorBiases: Float32Array
}

type MatrixName = Exclude<keyof Head, 'labels'>

const MATRICES: readonly MatrixName[] = [
  'textMean',
  'textDirections',
  'classTexts',
  'labelTexts',
  'clothingClasses',
  'featureMean',
  'featureDirections',
  'weights',
  'biases',
  'colorWeights',
  'colorBiases'
]

/** Magic, length of the JSON header, header, then the matrices as little-endian float32. */
export async function writeHead (file: string, head: Head): Promise<void> {
  const header = Buffer.from(
    JSON.stringify({ labels: head.labels, lengths: MATRICES.map((name) => head[name].length) })
  )
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  await writeFile(
    file,
    Buffer.concat([Buffer.from(MAGIC), length, header, ...MATRICES.map((name) => toBytes(head[name]))])
  )
}

/**
 * Rejects with MODEL_UNAVAILABLE if the file is missing or not a head. `revision` changes with every change of the
 * content.
 */
export async function readHead (file: string): Promise<{ head: Head; revision: string }> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (cause) {
    throw new ModelUnavailableError(
      'builtin',
      `${file} cannot be read; write it with: vitrine fit <labels.jsonl> --colors <colors.jsonl>`,
      { cause }
    )
  }
  const head = parseHead(bytes)
  if (!head) {
    throw new ModelUnavailableError(
      'builtin',
      `${file} is damaged; write it again with: vitrine fit <labels.jsonl> --colors <colors.jsonl>`
    )
  }
  return { head, revision: createHash('sha256').update(bytes).digest('hex').slice(0, 8) }
}

function parseHead (bytes: Buffer): Head | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 8) !== MAGIC) return undefined
  const start = 12 + bytes.readUInt32LE(8)
  if (start > bytes.length) return undefined
  const header = parseHeader(bytes.toString('utf8', 12, start))
  if (!header) return undefined
  const { labels, lengths } = header
  const total = lengths.reduce((sum, length) => sum + length * 4, start)
  if (total !== bytes.length || lengths.length !== MATRICES.length) return undefined
  let offset = start
  const matrices = lengths.map((length) => {
    offset += length * 4
    return toFloats(bytes.subarray(offset - length * 4, offset))
  })
  return {
    labels,
    ...(Object.fromEntries(MATRICES.map((name, i) => [name, matrices[i]])) as Record<MatrixName, Float32Array>)
  }
}

function parseHeader (
  text: string
): { readonly labels: readonly string[]; readonly lengths: readonly number[] } | undefined {
  try {
    const { labels, lengths } = JSON.parse(text) as { labels: unknown; lengths: unknown }
    const isRead =
      Array.isArray(labels) &&
      Array.isArray(lengths) &&
      lengths.every((length) => Number.isInteger(length) && length >= 0)
    return isRead ? { labels, lengths } : undefined
  } catch {
    return undefined
  }
}
