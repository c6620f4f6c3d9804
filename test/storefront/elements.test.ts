import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.ts'

const TAGS: Readonly<Record<string, string>> = {
  HTMLInputElement: 'input',
  HTMLSelectElement: 'select',
  HTMLButtonElement: 'button',
  HTMLDialogElement: 'dialog',
  HTMLAnchorElement: 'a',
  HTMLFormElement: 'form'
}
/** Made by scripts: not in the HTML. */
const MADE = ['price-min', 'price-max']

function read (file: string): string {
  return readFileSync(path.join(packageRoot, 'src/storefront', file), 'utf8')
}

t.test('the types of elements are those of the pages', async (t) => {
  const html = read('index.html') + read('review.html')
  const tags = new Map([...html.matchAll(/<([a-z0-9]+)\b[^>]*\sid="([^"]+)"/g)].map(([, tag, id]) => [id!, tag!]))
  const declared = [...read('elements.d.ts').matchAll(/Record<([^,]+),\s+(HTML\w*Element)\s*>/g)]
    .flatMap(([, ids, type]) => [...ids!.matchAll(/'([^']+)'/g)].map(([, id]) => ({ id: id!, tag: TAGS[type!] })))
    .filter(({ id }) => !MADE.includes(id))

  t.ok(declared.length > 60)
  t.same(declared.filter(({ id }) => !tags.has(id)), [], 'every id is on a page')
  t.same(declared.filter(({ id, tag }) => tag !== undefined && tags.get(id) !== tag), [], 'with the element that it is')
})
