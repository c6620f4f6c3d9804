import type { Option } from './format.ts'

/** Of `Sole:Rubber|Lining:None`: pairs parted by `between`, each by `within`; half a pair says nothing. */
export function pairsIn (cell: string, between: RegExp, within = ':'): Option[] {
  return cell.split(between).flatMap((pair) => {
    const [name = '', value = ''] = pair.split(within).map((part) => part.trim())
    return name !== '' && value !== '' ? [{ name, value }] : []
  })
}
