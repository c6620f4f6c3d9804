import { isProduct } from './json-ld.ts'
import { isObject } from './json-values.ts'

/** What a page of JSON-LD tells of: the things of its `@graph` or list, or its main one; anything else is itself. */
export function thingsIn (value: unknown): unknown[] {
  if (!isObject(value)) return [value]
  const { '@graph': graph, itemListElement: list, item, mainEntity } = value
  if (Array.isArray(graph)) return graph.flatMap(thingsIn)
  if (!('@type' in value)) return [value]
  if (Array.isArray(list)) return list.flatMap(thingsIn)
  if (isObject(item) && !isProduct(value)) return thingsIn(item)
  return isObject(mainEntity) && '@type' in mainEntity && !isProduct(value) ? thingsIn(mainEntity) : [value]
}

/** The products of a page among other things; where there is none, its first thing. */
export function productsOfPage (value: unknown): unknown[] {
  if (!isObject(value) || !('@graph' in value || '@type' in value)) return [value]
  const things = thingsIn(value)
  const products = things.filter((thing) => isObject(thing) && isProduct(thing))
  return products.length === 0 ? things.slice(0, 1) : products
}
