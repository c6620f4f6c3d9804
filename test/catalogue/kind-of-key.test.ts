import t from 'tap'
import { imageKey, kindOfKey, spanKey, textKey } from '../../src/catalogue/record-keys.ts'

t.test('a key tells the kind of its record, whatever the id is', async (t) => {
  for (const id of ['p1', 'a#text', 'a-b#image-1', 'page-1']) {
    t.equal(kindOfKey(textKey(id)), 'text')
    t.equal(kindOfKey(imageKey(id, 12)), 'image')
    t.equal(kindOfKey(spanKey(id, { kind: 'page', file: 0, page: 3 })), 'page')
    t.equal(kindOfKey(spanKey(id, { kind: 'video', file: 0, startSeconds: 5, endSeconds: 9 })), 'video')
    t.equal(kindOfKey(spanKey(id, { kind: 'audio', file: 1, startSeconds: 0, endSeconds: 9 })), 'audio')
  }
})
