import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { SigningSecret } from '../../src/search/signing-secret.ts'
import { product, testApp } from '../fixtures/app.ts'
import type { Found } from '../fixtures/found.ts'
import { CursorCodec } from '../../src/search/cursor.ts'

t.test('a secret is made once, at random, for its owner only, and nothing is left beside it', async (t) => {
  const file = path.join(t.testdir(), 'data', 'cursor-secret')
  const { secret, warning } = await new SigningSecret({ setting: '', file }).open()

  t.equal(warning, undefined)
  t.match(secret, /^[\w-]{43}$/)
  t.equal((await stat(file)).mode & 0o777, 0o600)
  t.same(await readdir(path.dirname(file)), ['cursor-secret'])
  t.same(await new SigningSecret({ setting: '', file }).open(), { secret })
  t.not((await new SigningSecret({ setting: '', file: `${file}-2` }).open()).secret, secret)
})

t.test('of many that make it at the same time, all have the same', async (t) => {
  const file = path.join(t.testdir(), 'cursor-secret')
  const secrets = await Promise.all(
    Array.from({ length: 20 }, async () => await new SigningSecret({ setting: '', file }).open())
  )

  t.equal(new Set(secrets.map(({ secret }) => secret)).size, 1)
  t.same(await readdir(path.dirname(file)), ['cursor-secret'])
})

t.test('the setting goes before the file, which is then not made', async (t) => {
  const folder = t.testdir()

  t.same(await new SigningSecret({ setting: 'given', file: path.join(folder, 'cursor-secret') }).open(), {
    secret: 'given'
  })
  t.same(await readdir(folder), [])
})

t.test('where none can be kept there is one for the process, and a warning says what that means', async (t) => {
  const folder = t.testdir({ damaged: 'abc\n', file: '' })
  const nowhere = new SigningSecret({ setting: '' })
  const first = await nowhere.open()

  t.match(first, {
    secret: /^[\w-]{43}$/,
    warning: /^CURSOR_SECRET is not set: .*this process only.*set CURSOR_SECRET/
  })
  t.equal((await nowhere.open()).secret, first.secret)
  t.not((await new SigningSecret({ setting: '' }).open()).secret, first.secret)
  t.match(await new SigningSecret({ setting: '', file: path.join(folder, 'damaged') }).open(), {
    warning: /damaged does not hold one; delete it/
  })
  t.equal(await readFile(path.join(folder, 'damaged'), 'utf8'), 'abc\n')
  t.match(await new SigningSecret({ setting: '', file: path.join(folder, 'file', 'cursor-secret') }).open(), {
    secret: /^[\w-]{43}$/,
    warning: /cannot be kept/
  })
})

t.test(
  'a folder that may not be written to is a warning, not an end',
  { skip: process.getuid?.() === 0 ? 'root may write everywhere' : false },
  async (t) => {
    const folder = path.join(t.testdir(), 'closed')
    await mkdir(folder)
    await chmod(folder, 0o500)

    t.match(await new SigningSecret({ setting: '', file: path.join(folder, 'cursor-secret') }).open(), {
      warning: /EACCES/
    })
  }
)

t.test('what was signed for one catalogue or model is no secret of another', async (t) => {
  const secret = new SigningSecret({ setting: 'given' })

  t.equal(await secret.for('products builtin-1'), await secret.for('products builtin-1'))
  t.equal(
    new Set([
      await secret.for('products builtin-1'),
      await secret.for('products builtin-2'),
      await secret.for('others builtin-1'),
      'given'
    ]).size,
    4
  )
})

t.test('a cursor signed with what the API tells is refused, and one of before a restart is not', async (t) => {
  const dataDir = t.testdir()
  const products = Array.from({ length: 4 }, (_, i) => product(`red-${i}`, `red dress ${i}`))
  const QUERY =
    'query ($after: String) { search(text: "red dress", topK: 2, cutoff: false, after: $after) { items { product { id } } pageInfo { endCursor } query { model } } }'
  const first = await testApp(t, { products, dataDir })
  const { data } = await first.ask(QUERY)
  const {
    search: {
      pageInfo: { endCursor }
    }
  } = data as unknown as Found
  const { query, rest } = await opened(endCursor!)

  await writeFile(path.join(dataDir, 'note'), 'the folder stays')
  const { ask } = await testApp(t, { products: [], dataDir })
  t.match(await ask(QUERY, { after: endCursor }), { statusCode: 200, data: { search: { items: [{}, {}] } } })
  const publicly = (data!['search'] as { query: { model: string } }).query.model
  for (const secret of [`products ${publicly}`, 'products', '', publicly]) {
    const after = new CursorCodec({ secret, maxProducts: 100 }).encode({
      query,
      rest: [...rest, ['#manifest', 1, 1]]
    })
    t.match(
      await ask(QUERY, { after }),
      { statusCode: 400, errors: [{ extensions: { code: 'INVALID_CURSOR' } }] },
      secret
    )
  }
})

/** What a cursor holds is no secret; only its signature is. */
async function opened (
  text: string
): Promise<{ query: string; rest: ReadonlyArray<readonly [string, number, number]> }> {
  const { inflateRawSync } = await import('node:zlib')
  return JSON.parse(inflateRawSync(Buffer.from(text.split('.')[0]!, 'base64url')).toString()) as {
    query: string
    rest: ReadonlyArray<readonly [string, number, number]>
  }
}
