import { MEASURE_NAMES, MEASURES, type Comparison, type Figures, type SearchRun, type Section } from './search-run.ts'

/** Markdown tables: figures by kind with their 95 % intervals, and what changed since an earlier run. */
export function formatSearchReport (run: SearchRun, comparisons: readonly Comparison[] = []): string {
  const { file, catalogue, products, model, date, machine } = run
  return [
    `${file} on "${catalogue}" (${products} products), ${model}. ${date.slice(0, 10)}, ${machine}`,
    ...run.sections.flatMap((section) => ['', titleOf(section), '', ...figuresTable(section)]),
    ...comparisons.flatMap((comparison) => ['', `Change at ${titleOf(comparison)}`, '', ...changeTable(comparison)]),
    '',
    'In brackets 95 % intervals of a bootstrap over queries. nothing: answered by nothing though there is something right.',
    'honest: of what the shop does not have, answered by nothing or by what is said to be only nearest.',
    ''
  ].join('\n')
}

export function titleOf ({ dimension, typos }: Pick<Section, 'dimension' | 'typos'>): string {
  return `${dimension} values, ${typos ? 'one typo in each query' : 'as typed'}`
}

function figuresTable ({ figures, queries }: Section): string[] {
  const columns = MEASURE_NAMES.filter((name) => Object.values(figures).some((group) => group[name]))
  const rows = Object.entries(figures).map(([kind, group]) => {
    const count = kind === 'all' ? queries.length : queries.filter((query) => query.kind === kind).length
    return [kind, String(count), ...columns.map((name) => cell(group, name))]
  })
  return table(['kind', 'queries', ...columns.map((name) => MEASURES[name])], rows)
}

function cell (figures: Figures, name: keyof typeof MEASURES): string {
  const figure = figures[name]
  return figure ? `${number(figure.mean)} [${number(figure.low)}, ${number(figure.high)}]` : ''
}

function changeTable ({ differences }: Comparison): string[] {
  const rows = MEASURE_NAMES.flatMap((name) => {
    const difference = differences[name]
    if (!difference) return []
    const { mean, low, high, p, count } = difference
    return [[MEASURES[name], String(count), signed(mean), `[${signed(low)}, ${signed(high)}]`, p.toFixed(4)]]
  })
  return table(['measure', 'pairs', 'change', '95 %', 'p'], rows)
}

function table (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)]
}

export function number (value: number): string {
  return value.toFixed(3)
}

export function signed (value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}
