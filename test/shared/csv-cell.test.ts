import t from 'tap'
import { csvCell } from '../../src/shared/csv-cell.ts'

t.test('a cell is quoted where it must be, and never runs as a formula', async (t) => {
  for (const [value, cell] of [
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['@cmd', "'@cmd"],
    ['-5', "'-5"]
  ] as const) {
    t.equal(csvCell(value), cell)
  }
  t.equal(csvCell('a\tb\r\nc', '\t'), 'a b c')
  t.equal(csvCell('=1+1', '\t'), "'=1+1")
})
