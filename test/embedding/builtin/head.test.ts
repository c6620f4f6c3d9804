import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../../src/shared/package-root.ts'
import { BuiltinEmbedder } from '../../../src/embedding/builtin/builtin-embedder.ts'
import { HEAD_FILE, readHead, writeHead, type Head } from '../../../src/embedding/builtin/head.ts'
import { folder } from '../../fixtures/catalogue-files.ts'

const SHIPPED = join(packageRoot, 'models', HEAD_FILE)

/** A head in the format alone; the numbers tell the matrices apart. */
function tinyHead (more: Partial<Head> = {}): Head {
  return {
    labels: ['T-Shirt', 'Größe 38 👗'],
    textMean: Float32Array.of(1),
    textDirections: Float32Array.of(2, -2),
    classTexts: Float32Array.of(3.5, 1e-38, -0),
    labelTexts: Float32Array.of(4),
    clothingClasses: Float32Array.of(),
    featureMean: Float32Array.of(6, 6),
    featureDirections: Float32Array.of(7, 7, 7),
    weights: Float32Array.of(8),
    biases: Float32Array.of(9, 10),
    colorWeights: Float32Array.of(11, 12),
    colorBiases: Float32Array.of(13),
    ...more
  }
}

/** A head file around this JSON header, with as many values as given. */
function headFile (header: string, values = 0): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(Buffer.byteLength(header))
  return Buffer.concat([Buffer.from('VTRHEAD2'), length, Buffer.from(header), Buffer.alloc(values * 4)])
}

t.test('a head is read as it was written', async (t) => {
  const file = join(await folder(t), HEAD_FILE)
  await writeHead(file, tinyHead())

  t.same((await readHead(file)).head, tinyHead())
})

t.test('the shipped head is written byte by byte as it was read', async (t) => {
  const file = join(await folder(t), HEAD_FILE)
  await writeHead(file, (await readHead(SHIPPED)).head)

  t.ok((await readFile(file)).equals(await readFile(SHIPPED)))
})

t.test('each content has a revision of its own, and equal content the same', async (t) => {
  const file = join(await folder(t), HEAD_FILE)
  const heads = [
    tinyHead(),
    tinyHead({ biases: Float32Array.of(9, 11) }),
    tinyHead({ labels: ['T-Shirt', 'Dress'] }),
    tinyHead()
  ]
  const revisions: string[] = []
  for (const head of heads) {
    await writeHead(file, head)
    revisions.push((await readHead(file)).revision)
  }

  t.equal(new Set(revisions).size, 3)
  t.equal(revisions[3], revisions[0])
  t.match(revisions[0], /^[0-9a-f]{8}$/)
})

t.test('a missing head says how to make one', async (t) => {
  const root = await folder(t)

  await t.rejects(readHead(join(root, HEAD_FILE)), {
    code: 'MODEL_UNAVAILABLE',
    message: /cannot be read; write it with: vitrine fit/
  })
  await t.rejects(BuiltinEmbedder.open({ modelsDir: root }), { code: 'MODEL_UNAVAILABLE', message: /vitrine fit/ })
})

t.test('whatever is no head is said to be damaged, with how to mend it', async (t) => {
  const file = join(await folder(t), HEAD_FILE)
  await writeHead(file, tinyHead())
  const whole = await readFile(file)
  const damaged: Readonly<Record<string, Buffer>> = {
    empty: Buffer.alloc(0),
    'shorter than its magic': whole.subarray(0, 5),
    'ends in its header': whole.subarray(0, 20),
    'a value short': whole.subarray(0, -4),
    'a byte long': Buffer.concat([whole, Buffer.alloc(1)]),
    'something else': Buffer.from('{"something":"else"}'),
    'a header that is no JSON': headFile('{"labels":'),
    'a header without lengths': headFile('{"labels":[]}'),
    'a header of another shape': headFile('null'),
    'too few matrices': headFile('{"labels":[],"lengths":[1]}', 1),
    'lengths that are none': headFile(
      `{"labels":[],"lengths":${JSON.stringify([2, -1, ...Array<number>(7).fill(0)])}}`,
      1
    ),
    'labels that are none': headFile(`{"labels":{},"lengths":${JSON.stringify(Array<number>(9).fill(0))}}`)
  }
  for (const [name, bytes] of Object.entries(damaged)) {
    await writeFile(file, bytes)
    await t.rejects(
      readHead(file),
      { code: 'MODEL_UNAVAILABLE', message: /is damaged; write it again with: vitrine fit/ },
      name
    )
  }
})

t.test('a head without the networks beside it says what is missing', async (t) => {
  const root = await folder(t)
  await copyFile(SHIPPED, join(root, HEAD_FILE))

  await t.rejects(BuiltinEmbedder.open({ modelsDir: root }), {
    code: 'MODEL_UNAVAILABLE',
    message: /cannot be loaded; restore them from the package \(.*(tokenizer\.json|onnx)/
  })
})

t.test('a head whose colors were learned from other values is refused, not misread', async (t) => {
  const root = await folder(t)
  const { head } = await readHead(SHIPPED)
  const width = head.colorWeights.length / head.colorBiases.length
  for (const other of [width - 12, width + 1]) {
    await writeHead(join(root, HEAD_FILE), {
      ...head,
      colorWeights: new Float32Array(head.colorBiases.length * other)
    })
    await t.rejects(BuiltinEmbedder.open({ modelsDir: root }), {
      code: 'MODEL_UNAVAILABLE',
      message: /was fitted by another version; write it again with: vitrine fit/
    })
  }
})
