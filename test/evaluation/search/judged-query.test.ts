import t from 'tap'
import { parseJudgedQueries, parseQrels } from '../../../src/evaluation/search/judged-query.ts'

const parse = (...rows: object[]) => parseJudgedQueries('q.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'))

t.test('queries are read with grades, with ids alone, or by titles; kinds follow what is asked', async (t) => {
  const queries = parse(
    { text: 'red dress', right: { a: 2, b: 1, c: 0 } },
    { id: 'p', image: 'x.jpg', right: ['a'] },
    { text: 'in blue', image: 'x.jpg', titles: ['Blue Dress'] },
    { like: 'a', kind: 'more', right: ['b'] },
    { like: 'a', right: ['b'] },
    { text: 'helicopter', right: [] },
    { video: 'x.mp4', right: ['a'] },
    { document: 'x.pdf', text: 'care', right: ['a'] },
    { audio: 'x.mp3', right: ['a'] }
  )
  t.same(
    queries.map(({ id, kind }) => [id, kind]),
    [
      ['1', 'words'], ['p', 'photo'], ['3', 'photo and words'], ['4', 'more'], ['5', 'like'], ['6', 'absent'],
      ['7', 'video'], ['8', 'document and words'], ['9', 'audio']
    ]
  )
  t.same([...queries[0]!.right], [['a', 2], ['b', 1]])
  t.equal(queries[2]!.rightBy, 'title')
})

t.test('topics and judgements of TREC are read by the id of the query', async (t) => {
  const qrels = parseQrels('qrels', '301 0 doc1 2\n301 0 doc2 0\n\n302\t0\tdoc3\t1\n303 0 doc1 0\n')
  const queries = parseJudgedQueries('topics', '301\tred dress\n302\tblue shirt\n303\thelicopter\n304\tkite', qrels)
  t.same([...queries[0]!.right], [['doc1', 2]])
  t.same([...queries[1]!.right.keys()], ['doc3'])
  t.same(queries.map(({ kind }) => kind), ['words', 'words', 'absent', 'absent'])
  t.throws(() => parseQrels('qrels', '301 doc1'), { message: /line 1 is not "query iteration document grade"/ })
})

t.test('what cannot be read names its line', async (t) => {
  for (const [rows, message] of [
    ['{"text":"a","right":["x"]}\n{', /line 2 is not JSON/],
    ['{"right":["x"]}', /line 1 has none of "text", "image", "video", "document", "audio" and "like"/],
    ['{"text":"a"}', /line 1 has neither "right"/],
    ['{"text":7,"right":[]}', /line 1: "text" is not a text/],
    ['{"id":"a","text":"a","right":[]}\n{"id":"a","text":"b","right":[]}', /two queries have the id "a"/]
  ] as const) {
    t.throws(() => parseJudgedQueries('q.jsonl', rows), { code: 'CATALOGUE_FILE_INVALID', message }, rows)
  }
})
