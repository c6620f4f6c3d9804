import type { ParsedElementInfo } from '@streamparser/json'
import { isObject } from './json-values.ts'

/** Where products stand: an array by itself, or a list within an object; in answers of GraphQL below what was asked. */
export const PRODUCT_LISTS = [
  '$.*',
  ...['products', 'items', 'data', '@graph', 'itemListElement'].map((list) => `$.${list}.*`),
  ...['products', 'data.*'].flatMap((list) => ['edges', 'nodes', 'items'].map((part) => `$.${list}.${part}.*`)),
  '$.data.products.*',
  '$.data.items.*'
]

/** Pages of a list are named beside it. */
const PAGING = new Set(['pageInfo', 'pagination', 'meta'])

/** What stands in such a place as a product; undefined for what is beside the list, or within a product. */
export function listedProduct ({ value, key, parent, stack }: ParsedElementInfo): unknown {
  // Of a product that has lists of its own, none is one of products.
  if (stack.some((container) => typeof container.key === 'number')) return undefined
  if (typeof key === 'number') {
    // The list is not kept: it may be longer than memory.
    if (Array.isArray(parent)) parent.length = 0
    return isObject(value) && isObject(value['node']) ? value['node'] : value
  }
  const isNamed = stack.length > 1 && isObject(value) && stack[1]?.key !== 'data' && !PAGING.has(String(key))
  return isNamed ? value : undefined
}

/** Whether an object holds such a list. */
export function holdsProducts (value: Readonly<Record<string, unknown>>): boolean {
  const { products, items, data, '@graph': graph, itemListElement } = value
  const isPaged = (one: unknown) => isObject(one) && [one['edges'], one['nodes'], one['items']].some(Array.isArray)
  const inData = isObject(data) ? Object.values(data) : []
  const isList = [products, items, data, graph, itemListElement, ...inData].some(Array.isArray)
  return isList || [products, ...inData].some(isPaged)
}
