import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { TagLog, type TaggedLine, type TagLine } from '../../../src/tagging/bulk/tag-log.ts'
import { writeTagTable } from '../../../src/tagging/bulk/tag-table.ts'

const STAMP = { model: 'words-1', taxonomy: 'small', taxonomyVersion: '7' }

function line (id: string, value = 'red', decision: 'ASSIGNED' | 'SUGGESTED' = 'ASSIGNED'): TaggedLine {
  const common = { confidence: 0.5, alternatives: [], evidence: [] }
  return {
    ...STAMP,
    id,
    category: { ...common, path: 'Fashion/Dress', decision: 'SUGGESTED' },
    abstained: [],
    tags: [{ ...common, attribute: 'color', value, decision }]
  }
}

async function written (file: string, lines: readonly TagLine[]): Promise<void> {
  const log = await TagLog.open(file, STAMP)
  await log.append(lines)
  await log.close()
}

t.test('half a line of any length is cut off, whole ones stay', async (t) => {
  const file = join(t.testdir(), 'tags.jsonl')
  await written(file, [line('a'), line('b')])
  const whole = await readFile(file, 'utf8')

  for (const half of ['{', '{"id":"c"', `{"id":"${'ü'.repeat(100_000)}`]) {
    await appendFile(file, half)
    const log = await TagLog.open(file, STAMP)
    t.same(
      ['a', 'b', 'c'].map((id) => log.isDone(id)),
      [true, true, false]
    )
    await log.close()
    t.equal(await readFile(file, 'utf8'), whole)
  }
})

t.test('a file with nothing but half a line is empty', async (t) => {
  const file = join(t.testdir({ 'tags.jsonl': '{"id":"c"' }), 'tags.jsonl')

  await (await TagLog.open(file, STAMP)).close()

  t.equal(await readFile(file, 'utf8'), '')
})

t.test('another model, taxonomy or version does not go on in the same file', async (t) => {
  const file = join(t.testdir(), 'tags.jsonl')
  await written(file, [line('a')])

  for (const other of [{ model: 'words-2' }, { taxonomy: 'large' }, { taxonomyVersion: '8' }]) {
    await t.rejects(TagLog.open(file, { ...STAMP, ...other }), {
      code: 'BAD_USER_INPUT',
      message:
        /was written with the model words-1 and version 7 of the taxonomy small, this run uses .*Give another --output/
    })
  }
})

t.test('a file that is none of ours is left alone', async (t) => {
  const folder = t.testdir({ 'shop.jsonl': '{"id":"a","title":"A"}\n', 'notes.txt': 'to do\n' })

  for (const [name, text] of [
    ['shop.jsonl', '{"id":"a","title":"A"}\n'],
    ['notes.txt', 'to do\n']
  ] as const) {
    await t.rejects(TagLog.open(join(folder, name), STAMP), {
      code: 'BAD_USER_INPUT',
      message: /line 1 is not written by vitrine tag/
    })
    t.equal(await readFile(join(folder, name), 'utf8'), text)
  }
  await t.rejects(TagLog.open(join(folder, 'none', 'tags.jsonl'), STAMP), {
    code: 'BAD_USER_INPUT',
    message: /cannot be written: ENOENT.* Give another --output/
  })
})

t.test(
  'the table has a row a product, marks suggestions, names failures, and no cell that a spreadsheet would run',
  async (t) => {
    const folder = t.testdir()
    const [log, table] = [join(folder, 'tags.jsonl'), join(folder, 'tags.csv')]
    const both: TagLine = { ...line('=1+1'), tags: [...line('x').tags, ...line('x', 'a, "b"', 'SUGGESTED').tags] }
    await written(log, [both, { ...STAMP, id: 'broken', error: 'IMAGE_UNREADABLE', message: 'it ends' }])

    await writeTagTable(table, log)

    t.equal(
      await readFile(table, 'utf8'),
      [
        'id,category,category_decision,category_confidence,color,error',
        '\'=1+1,Fashion/Dress,SUGGESTED,0.500,"red|a, ""b""?",',
        'broken,,,,,IMAGE_UNREADABLE: it ends',
        ''
      ].join('\n')
    )
  }
)

t.test('a long log becomes a table whole, or not at all', async (t) => {
  const folder = t.testdir()
  const [log, table] = [join(folder, 'tags.jsonl'), join(folder, 'tags.csv')]
  await written(
    log,
    Array.from({ length: 1234 }, (_, i) => line(`p${i}`))
  )

  await writeTagTable(table, log)
  t.equal((await readFile(table, 'utf8')).split('\n').length, 1236)
  t.match(await readFile(table, 'utf8'), /^p1233,/m)

  await writeFile(log, `${await readFile(log, 'utf8')}no line\n`)
  await t.rejects(writeTagTable(table, log), { code: 'BAD_USER_INPUT', message: /line 1235/ })
  t.equal((await readFile(table, 'utf8')).split('\n').length, 1236)
  t.same((await readdir(folder)).sort(), ['tags.csv', 'tags.jsonl'])
})
