import { arch, cpus } from 'node:os'
import type { Figures, PhotoReport } from './evaluate-photos.ts'

const ROWS: ReadonlyArray<readonly [string, keyof Figures]> = [
  ['label → photo, P@10', 'labelPrecision'],
  ['paraphrase → photo, P@10', 'paraphrasePrecision'],
  ['kind of it → photo, P@10', 'kindPrecision'],
  ['photo → photo, P@10', 'photoPrecision'],
  ['category by nearest label', 'categoryByText']
]

/** A Markdown table, one column for each dimension, with a line of what was measured when and where. */
export function formatReport ({ model, photos, labels, figures, categoryByHead }: PhotoReport, date: Date): string {
  const line = (name: string, cells: readonly string[]) =>
    `| ${[name.padEnd(26), ...cells.map((cell) => cell.padStart(5))].join(' | ')} |`
  const rows = ROWS.map(([name, key]) =>
    line(
      name,
      figures.map((column) => column[key]?.toFixed(3) ?? '-')
    )
  )
  if (categoryByHead !== undefined) {
    rows.push(
      line(
        'category by the head',
        figures.map((_, i) => (i === 0 ? categoryByHead.toFixed(3) : ''))
      )
    )
  }
  return [
    `${model}, ${photos} photos of ${labels.length} labels. ${date.toISOString().slice(0, 10)}, ${machine()}`,
    '',
    line(
      '',
      figures.map(({ dimension }) => String(dimension))
    ),
    `|${['-'.repeat(28), ...figures.map(() => '-'.repeat(6) + ':')].join('|')}|`,
    ...rows,
    ''
  ].join('\n')
}

export function machine (): string {
  const processors = cpus()
  return `Node ${process.versions.node}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'} (${arch()})`
}
