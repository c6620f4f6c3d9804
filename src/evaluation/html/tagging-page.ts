import type { AttributeFigures } from '../tagging.ts'
import { figure, reliabilityChart, riskCoverageChart, share } from './charts.ts'
import { confusionMatrix, confusionPairs, type Photos } from './confusions.ts'
import { html, Markup } from './markup.ts'
import { STYLE } from './style.ts'

export interface TaggingPage {
  /** File that was judged. */
  readonly file: string
  /** What was measured with what, e.g. model and taxonomy, by name. */
  readonly facts: ReadonlyArray<readonly [string, string]>
  readonly figures: readonly AttributeFigures[]
  readonly photos: Photos
}

/** One file for a browser that needs no other, no script and no network. */
export function taggingPage ({ file, facts, figures, photos }: TaggingPage): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Tagging of ${file}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header><h1>How well tags fit</h1><p class="file">${file}</p>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></header>
<main>
${overview(figures)}
${figures.map((attribute, i) => section(attribute, i, photos))}
</main>
</body>
</html>
`.text
}

function overview (figures: readonly AttributeFigures[]): Markup {
  const rows = figures.map(
    ({ attribute, products, top1, macroF1, riskCoverage, calibrationError, assigned }, i) => html`<tr>
    <th scope="row"><a href="#attribute-${i}">${attribute}</a></th><td>${products}</td><td>${figure(top1)}</td><td>${figure(macroF1)}</td>
    <td>${figure(riskCoverage.find(({ coverage }) => coverage === 0.9)!.precision)}</td><td>${figure(calibrationError)}</td>
    <td>${assigned ? share(assigned.coverage) : '–'}</td><td>${assigned ? figure(assigned.precision) : '–'}</td></tr>`
  )
  return html`<section><h2>At a glance</h2><div class="scroll" tabindex="0" role="group" aria-label="Figures of all attributes"><table>
  <thead><tr><th scope="col">Attribute</th><th scope="col">Products</th><th scope="col">Top-1</th><th scope="col">Macro F1</th><th scope="col">Precision at 90 %</th><th scope="col">Calibration error</th><th scope="col">Assigned</th><th scope="col">Precision of those</th></tr></thead>
  <tbody>${rows}</tbody></table></div>
  <p class="note">Top-1: share of products whose best value is the stated one. Macro F1: mean over the values of the harmonic mean of precision and recall. Precision at 90 %: of the surest nine tenths. Calibration error: mean distance of confidence and share right. Assigned: what the threshold lets through without a person.</p></section>`
}

function section (figures: AttributeFigures, i: number, photos: Photos): Markup {
  return html`<section class="attribute" id="attribute-${i}"><h2>${figures.attribute}</h2>
  <p class="lead">${figures.products} products. ${figures.assigned ? `From confidence ${figure(figures.assigned.threshold)} values are assigned: ${share(figures.assigned.coverage)} of them, of which ${figure(figures.assigned.precision)} are right.` : 'No threshold is known: values are suggested only.'}</p>
  <div class="charts">
    <figure><figcaption><h3>Reliability</h3><p>Bars on the dashed line: a confidence of 0.8 is right in 8 of 10. The tinted part is the gap.</p></figcaption>${reliabilityChart(figures)}${reliabilityTable(figures)}</figure>
    <figure><figcaption><h3>Risk and coverage</h3><p>Errors if only the surest are answered. The further right it stays low, the better.</p></figcaption>${riskCoverageChart(figures)}${coverageTable(figures)}</figure>
  </div>
  <h3>Values</h3>${labelTable(figures)}
  <h3>Taken for another</h3>${confusionMatrix(figures)}${confusionPairs(figures, photos)}</section>`
}

function reliabilityTable ({ reliability }: AttributeFigures): Markup {
  const rows = reliability.map(
    ({ from, count, confidence, precision }) =>
      html`<tr><th scope="row">${Math.round(from * 100)}–${share(from + 0.1)}</th><td>${count}</td><td>${figure(confidence)}</td><td>${figure(precision)}</td></tr>`
  )
  return html`<table><thead><tr><th scope="col">Confidence</th><th scope="col">Answers</th><th scope="col">Mean</th><th scope="col">Right</th></tr></thead><tbody>${rows}</tbody></table>`
}

function coverageTable ({ riskCoverage }: AttributeFigures): Markup {
  const rows = riskCoverage.map(
    ({ coverage, precision }) =>
      html`<tr><th scope="row">${share(coverage)}</th><td>${figure(precision)}</td><td>${figure(1 - precision)}</td></tr>`
  )
  return html`<table><thead><tr><th scope="col">Answered</th><th scope="col">Right</th><th scope="col">Wrong</th></tr></thead><tbody>${rows}</tbody></table>`
}

function labelTable ({ labels }: AttributeFigures): Markup {
  const bar = (value: number) => html`<td class="meter" style="--share: ${value.toFixed(3)}">${figure(value)}</td>`
  const rows = labels.map(
    ({ label, support, precision, recall, f1 }) =>
      html`<tr><th scope="row">${label}</th><td>${support}</td>${bar(precision)}${bar(recall)}${bar(f1)}</tr>`
  )
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Figures of each value"><table class="labels"><thead><tr><th scope="col">Value</th><th scope="col">Products</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F1</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
