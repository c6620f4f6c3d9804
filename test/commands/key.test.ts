import { createHash } from 'node:crypto'
import t from 'tap'
import { loadConfig } from '../../src/config/config.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

const settingIn = (stderr: string) => /^API_KEYS=(.*)$/m.exec(stderr)![1]!

t.test(
  'a key is printed once, alone, with the setting that lets a server know it and does not hold it',
  async (t) => {
    const { code, stdout, stderr } = await vitrine(['key', 'ann', '--scope', 'review'])

    t.equal(code, 0)
    t.match(stdout, /^vitrine_[\w-]{43}\n$/)
    const key = stdout.trim()
    t.same(loadConfig({ API_KEYS: settingIn(stderr) }).API_KEYS, [
      { name: 'ann', scopes: ['review'], digest: createHash('sha256').update(key).digest('hex') }
    ])
    t.notMatch(stderr, key)
  }
)

t.test('a second key goes beside the first, and no two are alike', async (t) => {
  const first = await vitrine(['key', 'ann', '--scope', 'review'])
  const second = await vitrine(['key', 'bob@shop.example', '--scope', 'review'], {
    API_KEYS: settingIn(first.stderr)
  })

  t.same(
    loadConfig({ API_KEYS: settingIn(second.stderr) }).API_KEYS.map(({ name }) => name),
    ['ann', 'bob@shop.example']
  )
  t.ok(settingIn(second.stderr).startsWith(`${settingIn(first.stderr)},`))
  t.not(second.stdout, first.stdout)
})

t.test('a name is given once, and is of letters that the log can show', async (t) => {
  const { stderr } = await vitrine(['key', 'ann', '--scope', 'review'])

  t.match(await vitrine(['key', 'ann', '--scope', 'review'], { API_KEYS: settingIn(stderr) }), {
    code: 1,
    stdout: '',
    stderr: /^vitrine: BAD_USER_INPUT: API_KEYS has a key of the name "ann" already/
  })
  for (const name of ['ann b', 'ann:b', 'a,b', '']) {
    t.match(
      await vitrine(['key', name, '--scope', 'review']),
      { code: 1, stdout: '', stderr: /letters, digits and \. _ @ - only/ },
      name
    )
  }
})

t.test('a key may be for several things, however they are given', async (t) => {
  for (const scopes of [
    ['--scope', 'search', 'tag'],
    ['--scope', 'search', '--scope', 'tag'],
    ['--scope', 'search+tag+search']
  ]) {
    const { code, stderr } = await vitrine(['key', 'shop', ...scopes])
    t.equal(code, 0)
    t.match(loadConfig({ API_KEYS: settingIn(stderr) }).API_KEYS, [{ name: 'shop', scopes: ['search', 'tag'] }])
  }
  t.match(await vitrine(['key', 'ops', '--scope', 'metrics+root']), {
    code: 1,
    stdout: '',
    stderr: /It must be one of/
  })
})

t.test('a scope must be given, and must be one', async (t) => {
  t.match(await vitrine(['key', 'ann']), { code: 1, stdout: '', stderr: /required option '--scope/ })
  t.match(await vitrine(['key', 'ann', '--scope', 'admin']), {
    code: 1,
    stdout: '',
    stderr: /It must be one of search, tag, review, catalogue, metrics/
  })
})
