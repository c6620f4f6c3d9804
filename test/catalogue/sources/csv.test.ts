import t, { type Test } from 'tap'
import { CsvRecords, type CsvRecord } from '../../../src/catalogue/sources/csv-records.ts'
import { MAX_LINE_BYTES, readLines, type Line } from '../../../src/shared/read-lines.ts'
import { read } from '../../fixtures/catalogue-files.ts'
import { pick, seededRandom } from '../../fixtures/random.ts'

async function collect<T> (items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Bytes as a stream in pieces of one to so many. */
async function * inPieces (bytes: Buffer, most: number, random: () => number): AsyncGenerator<Uint8Array> {
  for (let at = 0, next = 0; at < bytes.length; at = next) {
    next = at + 1 + Math.floor(random() * most)
    yield bytes.subarray(at, next)
  }
}

async function linesOf (content: string | Buffer, most = 1 << 20): Promise<Line[]> {
  return await collect(readLines(inPieces(Buffer.from(content), most, seededRandom(1))))
}

async function records (csv: string, delimiter = ','): Promise<CsvRecord[]> {
  return await collect(new CsvRecords(readLines(inPieces(Buffer.from(csv), 7, seededRandom(1))), delimiter))
}

t.test('lines are the same however the bytes arrive', async (t) => {
  const random = seededRandom(4)
  const letters = ['a', 'é', '😀', '\n', '\r\n', '\r', '', ' ', '\t', '\u2028', '\0']
  for (let round = 0; round < 60; round++) {
    const text = Array.from({ length: 40 }, () => pick(letters, random)).join('')
    const expected = text
      .replace(/\n$/, '')
      .split('\n')
      .map((line, i) => ({ number: i + 1, text: line.replace(/\r$/, '') }))
    for (const most of [1, 3, 1000]) {
      t.same(await linesOf(text, most), text === '' ? [] : expected, JSON.stringify(text))
    }
  }
})

t.test('the last line may lack its end, and an empty file has no line', async (t) => {
  t.same(
    (await linesOf('a\nb')).map(({ text }) => text),
    ['a', 'b']
  )
  t.same(
    (await linesOf('a\nb\n')).map(({ text }) => text),
    ['a', 'b']
  )
  t.same(
    (await linesOf('a\n\n')).map(({ text }) => text),
    ['a', '']
  )
  t.same(await linesOf(''), [])
  t.same(await linesOf('\n'), [{ number: 1, text: '' }])
})

t.test('a line may be as long as the limit, the one after a longer one is read', async (t) => {
  const [longest, longer] = ['x'.repeat(MAX_LINE_BYTES), 'é'.repeat(MAX_LINE_BYTES / 2) + 'x']
  const [first, second, third, fourth] = await linesOf(`${longest}\n${longer}\nafter\n${longer}`, 70_000)

  t.equal(first?.text, longest)
  t.match(second, { number: 2, text: undefined, problem: /the line has 1048577 bytes; at most 1048576 are read/ })
  t.same(third, { number: 3, text: 'after' })
  t.match(fourth, { number: 4, problem: /1048577 bytes/ })
})

t.test('a line that is not UTF-8 is told, and the ones around it are read', async (t) => {
  const lines = await linesOf(
    Buffer.concat([Buffer.from('a\n'), Buffer.from([0xe9, 0x0a]), Buffer.from('\xc3', 'latin1'), Buffer.from('\nz')]),
    1
  )
  t.match(lines, [
    { text: 'a' },
    { problem: /not UTF-8; save the file as UTF-8/ },
    { problem: /not UTF-8/ },
    { text: 'z' }
  ])
})

/** A file of random cells as a spreadsheet writes it, with some quotes that need not be. */
function randomTable (random: () => number, delimiter: string): { cells: string[][]; csv: string } {
  const parts = ['a', 'b c', '"', '""', ',', ';', '\t', '\n', '\r\n', 'é', '😀', "'", '\\', '0', '|', '\n\n']
  const cell = () =>
    Array.from({ length: Math.floor(random() * 5) }, () => pick(parts, random))
      .join('')
      .trim()
  const cells = Array.from({ length: 30 }, () => ['x', cell(), cell(), cell()])
  const written = (text: string) =>
    /["\n\r]/.test(text) || text.includes(delimiter) || random() < 0.3 ? `"${text.replaceAll('"', '""')}"` : text
  const end = random() < 0.5 ? '\n' : '\r\n'
  return { cells, csv: cells.map((row) => row.map(written).join(delimiter)).join(end) }
}

for (const delimiter of [',', ';', '\t']) {
  t.test(`cells come back as they were written, between ${JSON.stringify(delimiter)}`, async (t) => {
    const random = seededRandom(delimiter.charCodeAt(0))
    for (let round = 0; round < 20; round++) {
      const { cells, csv } = randomTable(random, delimiter)
      const found = await records(csv, delimiter)
      // Line ends within a cell are those of the lines it is read in.
      t.same(
        found.map((record) => record.cells),
        cells.map((row) => row.map((cell) => cell.replaceAll('\r\n', '\n')))
      )
    }
  })
}

t.test('a record knows its line and its text, and rows without values are none', async (t) => {
  const found = await records('a,b\n"1\n2",x\n\n , \n"",""\nz,"q"\n')
  t.same(found, [
    { line: 1, raw: 'a,b', cells: ['a', 'b'] },
    { line: 2, raw: '"1\n2",x', cells: ['1\n2', 'x'] },
    { line: 7, raw: 'z,"q"', cells: ['z', 'q'] }
  ])
})

t.test('a cell may run over five hundred lines, beyond that its quote was never closed', async (t) => {
  const cell = (lines: number) => `"${'x\n'.repeat(lines - 1)}y"`
  const [longest] = await records(`${cell(500)},b\nc,d\n`)
  t.same(longest?.cells, [cell(500).slice(1, -1), 'b'])

  const found = await records(`${cell(501)},b\nc,d\n`)
  t.match(found[0], { line: 1, cells: ['x'] })
  t.same(found.at(-1), { line: 502, raw: 'c,d', cells: ['c', 'd'] })
})

async function titles (t: Test, csv: string): Promise<Array<string | undefined>> {
  return (await read(t, csv)).map((row) => ('product' in row ? row.product.title : undefined))
}

t.test('a quote that is never closed costs nothing but itself, wherever it stands', async (t) => {
  t.same(await titles(t, 'id,title\na,"A\nb,B\nc,C\n'), ['A', 'B', 'C'])
  t.same(await titles(t, 'id,title\na,A\nb,B\nc,"C'), ['A', 'B', 'C'])
  t.same(await titles(t, 'id,title\na,5" pipe\nb,6" pipe\nc,C\n'), ['5" pipe', '6" pipe', 'C'])
})

t.test('the delimiter is the one that the heading has most of', async (t) => {
  t.same(await titles(t, 'id;title;description\na;A, B;c, d, e\n'), ['A, B'])
  t.same(await titles(t, 'id\ttitle\tdescription\na\tA;B,C\td\n'), ['A;B,C'])
  t.same(await titles(t, 'id,title\na,A;B\n'), ['A;B'])
})

t.test('empty lines before the heading and after the rows are none of them', async (t) => {
  const rows = await read(t, '\n\r\n  \nid,title\na,A\n\n\nb,B\n\n')
  t.same(
    rows.map((row) => [row.line, 'product' in row && row.product.id]),
    [
      [5, 'a'],
      [8, 'b']
    ]
  )
})

t.test('cells beyond the heading may be empty, and the last ones missing', async (t) => {
  const rows = await read(t, 'id,title,brand\na,A,x,,\nb,B\nc,C,x,,y\nd,D,\n')
  t.match(rows, [
    { product: { id: 'a' } },
    { product: { id: 'b', brand: undefined } },
    { reason: /has 5 cells/ },
    { product: { id: 'd', brand: undefined } }
  ])
})

t.test('bad rows within the rows of one product follow it, and do not part it', async (t) => {
  const rows = await read(t, 'handle,title,image src\na,A,1.jpg\na\na,,2.jpg\nb,B,\n')
  t.match(rows, [
    { line: 2, product: { id: 'a', images: ['1.jpg', '2.jpg'] } },
    { line: 3, reason: /1 cells/ },
    { line: 5, product: { id: 'b' } }
  ])
})
