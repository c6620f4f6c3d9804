import { readdir, readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import t from 'tap'
import { bringCatalogue } from '../../../src/catalogue/sources/bring-catalogue.ts'
import { folder } from '../../fixtures/catalogue-files.ts'

const BODY = '{"id":"a","title":"A"}\n{"id":"b","title":"B"}\n'

/** Answers every connection with these bytes, and ends it. */
async function serve (test: { teardown(end: () => unknown): void }, answer: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  test.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.jsonl`
}

const head = (length: string) => `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n${length}\r\nconnection: close\r\n\r\n`
const chunk = `${BODY.length.toString(16)}\r\n${BODY}\r\n`

t.test('a feed that was sent whole is there as a file until it is removed', async (t) => {
  for (const answer of [
    head(`content-length: ${BODY.length}`) + BODY,
    `${head('transfer-encoding: chunked')}${chunk}0\r\n\r\n`
  ]) {
    const root = await folder(t)
    const { file, remove } = await bringCatalogue(await serve(t, answer), { folder: root, allowPrivate: true })
    t.equal(await readFile(file, 'utf8'), BODY)
    await remove()
    t.same(await readdir(root), [])
  }
})

t.test('a feed cut in the middle is an error, and no file is left that could empty a shop', async (t) => {
  for (const [what, answer] of Object.entries({
    'fewer bytes than its length': head('content-length: 5000') + BODY,
    'chunks without an end': head('transfer-encoding: chunked') + chunk,
    'a chunk cut short': `${head('transfer-encoding: chunked')}ffff\r\n${BODY}`,
    'nothing of it': head('content-length: 10')
  })) {
    const root = path.join(await folder(t), 'incoming')
    await t.rejects(
      bringCatalogue(await serve(t, answer), { folder: root, allowPrivate: true }),
      { code: 'CATALOGUE_FILE_INVALID' },
      what
    )
    t.same(await readdir(root), [], what)
  }
})
