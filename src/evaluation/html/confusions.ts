import type { AttributeFigures, Confusion } from '../tagging.ts'
import { figure } from './charts.ts'
import { html, type Markup } from './markup.ts'

/** Data URIs of photos by their reference. */
export type Photos = ReadonlyMap<string, string>

/** Beyond, a matrix is a grey field that nobody reads; the pairs remain. */
const MAX_SIDE = 24

/** What was stated, down, and what was given, across. */
export function confusionMatrix ({ attribute, cells }: AttributeFigures): Markup {
  const stated = [...new Set(cells.map((cell) => cell.stated))].sort()
  const given = [...new Set([...stated, ...cells.map((cell) => cell.given).sort()])]
  if (given.length > MAX_SIDE) { return html`<p class="note">${given.length} values are too many for a matrix; the most frequent mistakes are below.</p>` }
  const counts = new Map(cells.map(({ stated, given, count }) => [JSON.stringify([stated, given]), count]))
  const rows = stated.map((row) => {
    const total = cells.filter((cell) => cell.stated === row).reduce((sum, { count }) => sum + count, 0)
    const columns = given.map((column) => {
      const count = counts.get(JSON.stringify([row, column])) ?? 0
      return html`<td class="${row === column ? 'right' : 'wrong'}" style="--share: ${(count / total).toFixed(3)}">${count === 0 ? html`<span class="none">0</span>` : count}</td>`
    })
    return html`<tr><th scope="row">${row}</th>${columns}<td class="total">${total}</td></tr>`
  })
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${attribute}: stated and given"><table class="matrix">
    <caption>Stated (rows) and given (columns)</caption>
    <thead><tr><td></td>${given.map((value) => html`<th scope="col"><span>${value}</span></th>`)}<th scope="col"><span>all</span></th></tr></thead>
    <tbody>${rows}</tbody></table></div>`
}

/** Mistakes with some of their photos, the surest first. */
export function confusionPairs ({ confusions }: AttributeFigures, photos: Photos): Markup {
  if (confusions.length === 0) return html`<p class="note">No mistake.</p>`
  return html`<div class="pairs">${confusions.map((confusion) => confusionPair(confusion, photos))}</div>`
}

function confusionPair ({ stated, given, count, examples }: Confusion, photos: Photos): Markup {
  const pictured = examples.filter(({ image }) => photos.has(image))
  const cards = pictured.map(
    ({ productId, image, confidence }) => html`<li><figure>
    <img src="${photos.get(image)!}" alt="${productId}: stated ${stated}, given ${given}">
    <figcaption>confidence <b>${figure(confidence)}</b><span class="id" title="${productId}">${productId}</span></figcaption></figure></li>`
  )
  const rest = count - pictured.length
  return html`<section class="pair"><h4><span class="count">${count} ×</span> <span class="stated">${stated}</span> taken for <span class="given">${given}</span></h4>
    <ul class="photos">${cards}</ul>${rest > 0 ? html`<p class="note">and ${rest} more</p>` : html``}</section>`
}
