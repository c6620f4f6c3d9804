import type { AttributeFigures } from '../tagging.ts'
import { html, type Markup } from './markup.ts'

/** Inner size of a chart and room for its scales, in the units of its drawing. */
const SIZE = 240
const LEFT = 60
const TOP = 10
const WIDTH = LEFT + SIZE + 22
const HEIGHT = TOP + SIZE + 44
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]

/** How often answers of a confidence were right; the gap to the diagonal is the calibration error. */
export function reliabilityChart ({ attribute, reliability }: AttributeFigures): Markup {
  const bars = reliability.map(({ from, confidence, precision, count }) => {
    const [left, width] = [x(from) + 2, SIZE / 10 - 4]
    const [low, high] = [Math.min(precision, confidence), Math.max(precision, confidence)]
    return html`<g><title>${share(from)} to ${share(from + 0.1)}: ${count} answers, mean confidence ${figure(confidence)}, right ${figure(precision)}</title>
      <rect class="bar" x="${left}" y="${y(precision)}" width="${width}" height="${SIZE * precision}"/>
      <rect class="gap" x="${left}" y="${y(high)}" width="${width}" height="${SIZE * (high - low)}"/>
      <line class="mean" x1="${left}" x2="${left + width}" y1="${y(confidence)}" y2="${y(confidence)}"/></g>`
  })
  return chart(
    `${attribute}: confidence and share that was right`,
    'confidence',
    'share right',
    share,
    html`
    <line class="ideal" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>${bars}`
  )
}

/** Errors among the most confident answers, the more of them are taken. */
export function riskCoverageChart ({ attribute, riskCoverage, assigned }: AttributeFigures): Markup {
  const top = scaleTop(
    Math.max(...riskCoverage.map(({ precision }) => 1 - precision), assigned ? 1 - assigned.precision : 0)
  )
  const points = riskCoverage.map(
    ({ coverage, precision }) => `${round(x(coverage))},${round(y((1 - precision) / top))}`
  )
  const dots = riskCoverage.map(
    ({ coverage, precision }) =>
      html`<circle class="dot" cx="${x(coverage)}" cy="${round(y((1 - precision) / top))}" r="3.5"><title>${share(coverage)} answered: ${figure(1 - precision)} wrong</title></circle>`
  )
  const threshold = assigned
    ? html`<g class="threshold"><title>assigned from confidence ${figure(assigned.threshold)}: ${figure(assigned.coverage)} answered, ${figure(1 - assigned.precision)} wrong</title>
      <line x1="${round(x(assigned.coverage))}" x2="${round(x(assigned.coverage))}" y1="${y(0)}" y2="${y(1)}"/>
      <text x="${round(x(assigned.coverage)) - 5}" y="${TOP + 12}" text-anchor="end">assigned</text></g>`
    : html``
  return chart(
    `${attribute}: share wrong by share answered`,
    'share answered, the surest first',
    'share wrong',
    (tick) => share(tick * top),
    html`
    ${threshold}<polyline class="curve" points="${points.join(' ')}"/>${dots}`
  )
}

function chart (title: string, across: string, up: string, upTick: (tick: number) => string, body: Markup): Markup {
  const ticks = TICKS.map(
    (tick) => html`
    <line class="grid" x1="${x(0)}" x2="${x(1)}" y1="${y(tick)}" y2="${y(tick)}"/>
    <text class="tick" x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end">${upTick(tick)}</text>
    <text class="tick" x="${x(tick)}" y="${TOP + SIZE + 16}" text-anchor="middle">${share(tick)}</text>`
  )
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}; the figures are in the table beside it">
    ${ticks}${body}
    <text class="axis" x="${x(0.5)}" y="${HEIGHT - 8}" text-anchor="middle">${across}</text>
    <text class="axis" x="12" y="${y(0.5)}" text-anchor="middle" transform="rotate(-90 12 ${y(0.5)})">${up}</text>
  </svg>`
}

/** Errors of a good tagger are few: a scale to 1 would show a flat line. */
function scaleTop (most: number): number {
  return [0.05, 0.1, 0.2, 0.5].find((top) => most <= top + 1e-9) ?? 1
}

export function share (value: number): string {
  const percent = value * 100
  return `${percent < 10 && !Number.isInteger(Math.round(percent * 10) / 10) ? percent.toFixed(1) : Math.round(percent)} %`
}

export function figure (value: number): string {
  return value.toFixed(3)
}

function x (value: number): number {
  return LEFT + SIZE * value
}

function y (value: number): number {
  return round(TOP + SIZE * (1 - value))
}

function round (value: number): number {
  return Math.round(value * 10) / 10
}
