import t from 'tap'
import { stripHtml } from '../../../src/catalogue/sources/strip-html.ts'

t.test('HTML becomes words', async (t) => {
  t.equal(
    stripHtml('<style>p{}</style><p>caf&eacute; &#233;&#xE9; &lt;3 &unknown;</p><!-- x -->5 < 6<br/>end'),
    'café éé <3 &unknown; 5 < 6 end'
  )
  t.equal(stripHtml('<script '.repeat(20_000)).includes('<script'), true, 'unclosed tags end in time')
})

const CASES: ReadonlyArray<readonly [what: string, html: string, text: string]> = [
  ['nothing is nothing', '', ''],
  ['plain text stays, but for its spaces', '  two\n\twords\u00a0here ', 'two words here'],
  ['tags part words, and punctuation keeps to its word', '<b>Soft</b>, <i>warm</i>. <li>a<li>b!', 'Soft, warm. a b!'],
  ['attributes with arrows are not of the text', '<a href="/x?a>b">link</a>', 'b">link'],
  [
    'scripts and styles go with what they hold, in any spelling',
    '<SCRIPT>if (a < b) alert(1)</Script >x<style media="all">p { }</style>y',
    'x y'
  ],
  ['an unclosed script is a tag like others', '<script>let x', 'let x'],
  ['comments go, also over lines', 'a<!-- <p>\nhidden -->b<!---->c', 'a b c'],
  ['a comparison is no tag', '5 < 6 and 7 > 3, x<3', '5 < 6 and 7 > 3, x<3'],
  ['an entity is decoded once', '&amp;lt;b&amp;gt; &amp;amp;', '&lt;b&gt; &amp;'],
  ['tags that were escaped once too often go, too', '&lt;b&gt;bold&lt;/b&gt; 5 &lt; 6', 'bold 5 < 6'],
  ['numbers stand for characters, decimal or hexadecimal', '&#72;&#x69;&#X21; &#128512;', 'Hi! 😀'],
  [
    'numbers of no character become the sign for that, as in browsers',
    '&#0; &#x110000; &#9999999;',
    '\ufffd \ufffd \ufffd'
  ],
  ['names are told apart by case', '&Auml;&auml; &AMP;', 'Ää &'],
  ['a bare ampersand stays', 'Black & White, R&D;', 'Black & White, R&D;'],
  ['half of a pair is no character', 'a&#xD83D;b&#56832;', 'a\ufffdb\ufffd'],
  ['two halves do not make one, as in browsers', '&#55357;&#56832;', '\ufffd\ufffd']
]

for (const [what, html, text] of CASES) {
  t.test(what, async (t) => {
    t.equal(stripHtml(html), text)
  })
}

t.test('a long text is cut, and never within a character', async (t) => {
  for (let shift = 0; shift < 2; shift++) {
    const text = stripHtml('x'.repeat(shift) + '😀'.repeat(20_000))
    t.ok(text.isWellFormed(), `from ${shift}`)
    t.ok(text.length >= 29_999 && text.length <= 30_000, `${text.length}`)
  }
})

t.test('what is stripped has nothing more to strip', async (t) => {
  for (const [, html] of CASES.filter(([, html]) => !html.includes('&'))) {
    t.equal(stripHtml(stripHtml(html)), stripHtml(html))
  }
})
