import { CODES } from './codes.ts'
import { ATTRIBUTES, HEADINGS } from './common-headings.ts'
import type { Format } from './format.ts'
import { PUBLISHED, whyRowNotSold } from './withdrawn.ts'

/**
 * Our own field names as columns, and what shops in several languages call them; lists are separated by `|`, attributes
 * are columns like `attributes.material`.
 */
export const plain: Format = {
  name: 'Vitrine',
  requires: [['id'], ['title', 'images']],
  telling: [],
  tellingNeeded: 0,
  codes: CODES,
  columns: {
    id: ['id'],
    handle: ['handle'],
    group: ['group', 'item group id'],
    ...HEADINGS,
    saleStarts: ['salestarts', 'sale starts'],
    saleEnds: ['saleends', 'sale ends'],
    imageAlts: ['imagealts', 'image alts', 'image alt', 'image alt text', 'alt text'],
    videos: ['videos', 'video'],
    documents: ['documents', 'document', 'manuals', 'manual'],
    audio: ['audio', 'sounds'],
    locale: ['locale'],
    published: PUBLISHED,
    status: ['status'],
    visibility: ['visibility']
  },
  attributes: [/^attributes?\.(.+)$/i, ...ATTRIBUTES],
  statesCurrency: true,
  groupedBy: 'group',
  membership: (row) =>
    row.get('group') === '' ? { name: `id:${row.get('id')}` } : { name: `group:${row.get('group')}` },
  optionColumns: ['color', 'colour', 'size'],
  kindOf: (row) => (whyRowNotSold(row) === undefined ? 'both' : 'none'),
  whyWithdrawn: whyRowNotSold,
  separators: { tags: /\|/, category: />|\//, identifiers: /\|/ }
}
