import t from 'tap'
import { BadUserInputError } from '../../src/errors.ts'
import { reasonOf, translated } from '../../src/vectors/lancedb/lance-error.ts'

const place = (isCurrent: boolean) => ({
  name: 'shop-4',
  path: '/data/lancedb/shop-4.0a1b.lance',
  isCurrent: async () => isCurrent
})

/** What a call that fails with this is told as. */
async function told (cause: unknown, isCurrent = true): Promise<unknown> {
  return await translated(place(isCurrent), async () => {
    throw cause
  }).then(
    () => undefined,
    (error: unknown) => error
  )
}

t.test('what a call answers comes through', async (t) => {
  t.equal(await translated(place(false), async () => 7), 7)
})

t.test('coded errors and the reasons of signals stay what they are, also where the index is gone', async (t) => {
  for (const cause of [
    new BadUserInputError('no'),
    new DOMException('left', 'AbortError'),
    new DOMException('late', 'TimeoutError')
  ]) {
    t.equal(await told(cause), cause)
    t.equal(await told(cause, false), cause)
  }
})

t.test('of a deleted index any failure says that it is gone', async (t) => {
  for (const cause of [
    new Error('Object at location /data/x not found'),
    new Error('busy'),
    new DOMException('x', 'DataError'),
    'text'
  ]) {
    t.match(await told(cause, false), {
      code: 'INDEX_GONE',
      message: /The index "shop-4" has been deleted since it was opened/,
      cause
    })
  }
})

t.test('what files that are damaged bring is told as damage, with the place', async (t) => {
  const damages = [
    'lance error: Not found: data/1.lance',
    'No such file or directory (os error 2)',
    'Corrupted file',
    'malformed footer',
    'Invalid range: 5..3',
    'Invalid magic number',
    'unexpected end of file',
    'early EOF',
    'index out of range',
    'task panicked',
    'failed to decode',
    'protobuf: bad tag',
    'file size is too small',
    'failed to fill whole buffer',
    'the file is truncated',
    'checksum mismatch',
    'no footer'
  ]
  for (const damage of damages) {
    const cause = new Error(damage)
    t.match(
      await told(cause),
      {
        code: 'STORE_DAMAGED',
        message: /The data in \/data\/lancedb\/shop-4\.0a1b\.lance cannot be read: .*Move the folder away/,
        cause
      },
      damage
    )
  }
})

t.test(
  'what the operating system refuses to have written is told as the folder that cannot be, with the reason',
  async (t) => {
    for (const cause of [
      'No space left on device (os error 28)',
      'Read-only file system (os error 30)',
      'Permission denied (os error 13)'
    ]) {
      t.match(
        await told(new Error(`lance error: LanceError(IO): ${cause}`)),
        { code: 'DATA_DIR_UNUSABLE', message: /shop-4\.0a1b\.lance .*\(os error/ },
        cause
      )
    }
  }
)

t.test('any other failure is one of the store, be it an error or not', async (t) => {
  for (const cause of [new Error('disk quota exceeded'), new DOMException('x', 'DataError'), 'text', undefined]) {
    t.match(await told(cause), { code: 'STORE_UNAVAILABLE', message: /cannot be used: / }, String(cause))
  }
  t.match(
    await told(new Error('busy\nnot found in line two')),
    { code: 'STORE_UNAVAILABLE', message: /: busy/ },
    'the first line counts'
  )
})

t.test('a reason is the innermost cause in one line, without places in the source of the engine', async (t) => {
  t.equal(
    reasonOf(
      new Error(
        'lance error: LanceError(IO): x, /root/.cargo/lance-1.0/src/io.rs:10:5\n  Caused by: disk full, /home/x/local.rs:99:12\nmore'
      )
    ),
    'disk full'
  )
  t.equal(reasonOf(new Error('a\nCaused by: b\nCaused by: c')), 'c')
  t.equal(reasonOf('text'), 'text')
  t.equal(reasonOf(new Error('')), '')
  t.equal(reasonOf(new Error('x'.repeat(1000))).length, 300)
})
