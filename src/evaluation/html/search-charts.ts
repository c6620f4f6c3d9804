import type { Figures } from '../search/search-run.ts'
import { MEASURE_NAMES, MEASURES } from '../search/search-run.ts'
import { share } from './charts.ts'
import { html, type Markup } from './markup.ts'

const LEFT = 86
const SIZE = 380
const ROW = 26
const TICKS = [0, 0.25, 0.5, 0.75, 1]

/** Each measure as a bar with its 95 % interval; the figures are in the table below it. */
export function intervalChart (title: string, figures: Figures): Markup {
  const names = MEASURE_NAMES.filter((name) => figures[name])
  const height = names.length * ROW
  const rows = names.map((name, i) => {
    const { mean, low, high } = figures[name]!
    const y = i * ROW
    return html`<g
      ><title>${MEASURES[name]}: ${mean.toFixed(3)}, 95 % from ${low.toFixed(3)} to ${high.toFixed(3)}</title>
      <text class="tick" x="${LEFT - 8}" y="${y + 17}" text-anchor="end">${MEASURES[name]}</text>
      <rect class="bar" x="${LEFT}" y="${y + 5}" width="${x(mean) - LEFT}" height="${ROW - 10}" />
      <line class="mean" x1="${x(low)}" x2="${x(high)}" y1="${y + ROW / 2}" y2="${y + ROW / 2}" />
      <line class="mean" x1="${x(low)}" x2="${x(low)}" y1="${y + 8}" y2="${y + ROW - 8}" />
      <line class="mean" x1="${x(high)}" x2="${x(high)}" y1="${y + 8}" y2="${y + ROW - 8}"
    /></g>`
  })
  const grid = TICKS.map(
    (tick) =>
      html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${height}" />
        <text class="tick" x="${x(tick)}" y="${height + 16}" text-anchor="middle">${share(tick)}</text>`
  )
  return html`<svg viewBox="0 0 ${LEFT + SIZE + 24} ${height + 24}" role="img" aria-label="${title}; the figures are in the table">
    ${grid}${rows}
  </svg>`
}

function x (value: number): number {
  return Math.round((LEFT + SIZE * value) * 10) / 10
}
