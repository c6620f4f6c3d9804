import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { awsEnvironment, installed, PRODUCTS } from '../fixtures/aws-environment.ts'
import { writeJsonLines } from '../fixtures/catalogue-files.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

async function shop (t: Test) {
  const { env, folder } = await installed(t, { env: { DIMENSIONS: '256' } })
  const file = path.join(folder, 'changes.jsonl')
  return { file, folder, run: async (...args: string[]) => await vitrine(args, env) }
}

t.test('products of a file go in beside the others, are taken out by id, and come out as a file', async (t) => {
  const { file, folder, run } = await shop(t)
  await writeJsonLines(file, [{ id: 'lamp', title: 'brass lamp' }, { id: 'pot', title: 'teapot' }, { id: 'bad' }])

  t.match(await run('upsert', file), {
    code: 2,
    stdout: 'Products: 1 created, 1 updated, 0 unchanged, 0 deleted, 0 absent, 1 failed\n',
    stderr: /^bad: PRODUCT_INVALID: .*both absent/m
  })
  t.match(await run('delete', 'boots', 'none', '--json'), {
    code: 0,
    stdout: '{"created":0,"updated":0,"unchanged":0,"deleted":1,"absent":1,"failed":0}\n'
  })

  const exported = path.join(folder, 'out.jsonl')
  t.match(await run('export', exported), { code: 0, stdout: '', stderr: '3 products exported.\n' })
  t.match(await run('export', exported, '--json'), { code: 0, stdout: '', stderr: '{"products":3}\n' })
  const lines = (await readFile(exported, 'utf8')).trim().split('\n')
  t.match(
    lines.map((line) => JSON.parse(line) as { id: string }).sort((a, b) => (a.id < b.id ? -1 : 1)),
    [PRODUCTS[1]!, { id: 'lamp', title: 'brass lamp' }, { id: 'pot', title: 'teapot' }]
  )
  t.same((await run('export')).stdout.trim().split('\n').sort(), lines.sort())
  t.match(await run('ingest', exported), { code: 0, stdout: /^Products: 0 new, 0 changed, 3 unchanged/ })
})

t.test('a table of any headings goes in beside the others, read as an ingest reads it', async (t) => {
  const { folder, run } = await shop(t)
  const [table, mapping] = [path.join(folder, 'table.csv'), path.join(folder, 'mapping.json')]
  await writeFile(table, 'Nummer;Ware;Betrag\n7;Kaesemesser;12,90\n')
  await writeFile(mapping, '{"id":"Nummer","price":"Betrag"}')

  t.match(await run('upsert', table, '--mapping', mapping, '--map', 'title=Ware', '--currency', 'EUR'), {
    code: 0,
    stdout: /^Products: 1 created/
  })
  const exported = (await run('export')).stdout.trim().split('\n').map((line) => JSON.parse(line) as { id: string })
  t.match(exported.find(({ id }) => id === '7'), { title: 'Kaesemesser', price: { amount: '12.90', currency: 'EUR' } })
  t.match(await run('upsert', table, '--map', 'title=Waren'), { code: 1, stderr: /no column "Waren"/ })
})

t.test('what cannot be exported or read is said', async (t) => {
  const { env, folder } = await awsEnvironment(t, { env: { VECTOR_STORE: 'lancedb' } })
  await writeFile(path.join(folder, 'page.html'), '<html>')
  t.match(await vitrine(['export'], env), { code: 1, stdout: '', stderr: /CATALOGUE_EMPTY/ })
  t.match(await vitrine(['export', path.join(folder, 'none', 'x.jsonl')], env), {
    code: 1,
    stderr: /BAD_USER_INPUT: .*cannot be written/
  })
  t.match(await vitrine(['upsert', path.join(folder, 'page.html')], env), {
    code: 1,
    stderr: /CATALOGUE_FILE_INVALID/
  })
})
