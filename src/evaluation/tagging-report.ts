import type { AttributeFigures } from './tagging.ts'

const BAR = 30

/** For reading: one block for each attribute. */
export function formatTaggingReport (figures: readonly AttributeFigures[]): string {
  return figures.map(formatAttribute).join('\n')
}

function formatAttribute (figures: AttributeFigures): string {
  const { attribute, products, top1, macroF1, calibrationError, assigned, confusions } = figures
  const at90 = figures.riskCoverage.find(({ coverage }) => coverage === 0.9)!
  return [
    `${attribute}: ${products} products, top-1 ${number(top1)}, macro F1 ${number(macroF1)}, precision at 90 % coverage ${number(at90.precision)}, ECE ${number(calibrationError)}`,
    assigned
      ? `  assigned from ${number(assigned.threshold)}: coverage ${number(assigned.coverage)}, precision ${number(assigned.precision)}`
      : '  no threshold known: values are suggested only',
    '',
    ...labelTable(figures),
    '',
    `  coverage   ${figures.riskCoverage.map(({ coverage }) => coverage.toFixed(1).padStart(5)).join(' ')}`,
    `  precision  ${figures.riskCoverage.map(({ precision }) => precision.toFixed(3)).join(' ')}`,
    '',
    ...reliabilityChart(figures),
    '',
    ...confusions.map(({ stated, given, count }) => `  ${String(count).padStart(4)} × ${stated} taken for ${given}`),
    ''
  ].join('\n')
}

function labelTable ({ labels }: AttributeFigures): string[] {
  const width = Math.max(5, ...labels.map(({ label }) => label.length))
  const rows = labels.map(
    ({ label, precision, recall, f1, support }) =>
      `  ${label.padEnd(width)}  ${number(precision).padStart(9)}  ${number(recall)}  ${number(f1)}  ${String(support).padStart(5)}`
  )
  return [`  ${'label'.padEnd(width)}  precision  recall   F1    count`, ...rows]
}

/** One bar for each bin: how often answers of that confidence were right; `|` is where the bar should end. */
function reliabilityChart ({ reliability }: AttributeFigures): string[] {
  const rows = reliability.map(({ from, count, confidence, precision }) => {
    const bar = '#'
      .repeat(Math.round(precision * BAR))
      .padEnd(BAR + 1)
      .split('')
    bar[Math.round(confidence * BAR)] = '|'
    return `  ${from.toFixed(1)}-${(from + 0.1).toFixed(1)}  ${bar.join('')} ${number(precision)} of ${count}`
  })
  return ['  confidence: share that was right', ...rows]
}

function number (value: number): string {
  return value.toFixed(3)
}
