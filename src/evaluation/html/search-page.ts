import { number, signed, titleOf } from '../search/search-report.ts'
import { MEASURE_NAMES, MEASURES, type Comparison, type RunQuery, type SearchRun, type Section } from '../search/search-run.ts'
import { html, Markup } from './markup.ts'
import { intervalChart } from './search-charts.ts'
import { STYLE } from './style.ts'

/** A product on the page. */
export interface Pictured {
  readonly title: string
  /** A data URI; absent where there is no photo, or it cannot be read. */
  readonly photo?: string | undefined
}

export interface SearchPage {
  readonly run: SearchRun
  readonly comparisons: readonly Comparison[]
  /** Of each section, by its place. */
  readonly worst: ReadonlyArray<readonly RunQuery[]>
  /** By what queries are judged by: ids, or titles. */
  readonly products: ReadonlyMap<string, Pictured>
  /** Photos of queries by their path, as data URIs. */
  readonly asked: ReadonlyMap<string, string>
}

/** One file for a browser that needs no other, no script and no network. */
export function searchPage (page: SearchPage): string {
  const { run, comparisons } = page
  const facts = [
    ['Catalogue', `${run.catalogue}, ${run.products} products`],
    ['Queries', String(run.sections[0]?.queries.length ?? 0)],
    ['Model', run.model],
    ['Made', `${run.date.slice(0, 10)}, ${run.machine}`]
  ]
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <title>Search of ${run.file}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>How well search finds</h1>
          <p class="file">${run.file}</p>
          <dl class="facts">
            ${facts.map(
              ([name = '', value = '']) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${value}</dd>
                </div>`
            )}
          </dl>
        </header>
        <main>${comparisons.map(change)} ${run.sections.map((section, i) => part(section, page.worst[i] ?? [], page))}</main>
      </body>
    </html> `.text
}

function change (comparison: Comparison): Markup {
  const rows = MEASURE_NAMES.flatMap((name) => {
    const difference = comparison.differences[name]
    if (!difference) return []
    const { mean, low, high, p, count } = difference
    return html`<tr>
      <th scope="row">${MEASURES[name]}</th>
      <td>${count}</td>
      <td>${signed(mean)}</td>
      <td>${signed(low)} to ${signed(high)}</td>
      <td>${p.toFixed(4)}</td>
    </tr>`
  })
  return html`<section>
    <h2>Change: ${titleOf(comparison)}</h2>
    ${table(['Measure', 'Pairs', 'Change', '95 %', 'p'], rows)}
    <p class="note">Paired by query; p of a randomization test: how often chance alone gives as much.</p>
  </section>`
}

function part (section: Section, worst: readonly RunQuery[], page: SearchPage): Markup {
  const { figures } = section
  const columns = MEASURE_NAMES.filter((name) => Object.values(figures).some((group) => group[name]))
  const rows = Object.entries(figures).map(
    ([kind, group]) =>
      html`<tr>
        <th scope="row">${kind}</th>
        ${columns.map((name) => {
          const figure = group[name]
          return html`<td>${figure ? `${number(figure.mean)} (${number(figure.low)}–${number(figure.high)})` : '–'}</td>`
        })}
      </tr>`
  )
  return html`<section class="attribute">
    <h2>${titleOf(section)}</h2>
    <div class="charts">
      ${Object.entries(figures).map(
        ([kind, group]) =>
          html`<figure>
            <figcaption><h3>${kind}</h3></figcaption>
            ${intervalChart(`Measures of ${kind}`, group)}
          </figure>`
      )}
    </div>
    <h3>Figures</h3>
    ${table(['Kind', ...columns.map((name) => MEASURES[name])], rows)}
    <p class="note">
      In brackets the 95 % interval of a bootstrap over queries. nothing: answered by nothing though there is something
      right. honest: of what the shop does not have, answered by nothing or by what is said to be only nearest.
    </p>
    <h3>Worst queries</h3>
    ${worst.length === 0 ? html`<p>Every query has its best product first.</p>` : worst.map((query) => bad(query, page))}
  </section>`
}

function bad (query: RunQuery, { products, asked }: SearchPage): Markup {
  const { id, kind, text, image, file, like, right, found, nearest } = query
  const photo = image === undefined ? undefined : asked.get(image)
  const words = [text, file, like && `like ${like}`].filter(Boolean).join(', ')
  const pick = (keys: readonly string[], count: number) =>
    keys.slice(0, count).map((key) => products.get(key) ?? { title: key })
  const rightTitles = new Set(pick(right, right.length).map(({ title }) => title))
  const title = nearest ? 'Said to be only nearest' : 'Found'
  return html`<article class="pair">
    <h4>${words || 'A photo'} <span class="count">${kind}, ${id}</span></h4>
    ${photo === undefined ? html`` : pictures('Asked with', [{ title: '', photo }])}
    ${right.length === 0 ? note('The shop has nothing of the kind.') : pictures('Right', pick(right, 3))}
    ${found.length === 0 ? note('Answered by nothing.') : pictures(title, pick(found, 5), rightTitles)}
  </article>`
}

function note (text: string): Markup {
  return html`<p class="note">${text}</p>`
}

function pictures (name: string, list: readonly Pictured[], right: ReadonlySet<string> = new Set()): Markup {
  return html`<p class="note">${name}</p>
    <ul class="photos">
      ${list.map(
        ({ title, photo }) =>
          html`<li>
            <figure>
              ${photo === undefined ? html`` : html`<img src="${photo}" alt="" />`}
              <figcaption class="${right.has(title) ? 'stated' : ''}">${title}</figcaption>
            </figure>
          </li>`
      )}
    </ul>`
}

function table (head: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Figures">
    <table>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}
