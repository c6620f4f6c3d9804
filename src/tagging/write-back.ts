import type { CatalogueService } from '../catalogue/catalogue-service.ts'
import { readManifest, writeManifest } from '../catalogue/manifest.ts'
import type { Product } from '../catalogue/product.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import { imageKey, productIdOf, textKey, recordRefsOf } from '../catalogue/record-keys.ts'
import { restated } from '../catalogue/restated.ts'
import { countFacets, withinLimit } from '../catalogue/summarise.ts'
import type { CallOptions, VectorIndex } from '../vectors/vector-store.ts'
import { isColor } from './observation.ts'
import type { ToShop } from './shop-tree.ts'
import { statementOf, withStatement } from './statement.ts'
import { CATEGORY } from '../taxonomy/taxonomy.ts'
import type { TaggedLine } from './bulk/tag-log.ts'

type Change = (product: Product) => Product

interface WriteOptions extends CallOptions {
  /** Default: products without a category get the taxonomy's. */
  readonly toShop?: ToShop | undefined
}

/**
 * Puts assigned tags into the metadata of a product's records, in every dimension. What the catalogue states itself
 * stays.
 */
export class WriteBack {
  readonly #catalogue: CatalogueService

  constructor (catalogue: CatalogueService) {
    this.#catalogue = catalogue
  }

  /** In one write of each index. Products that are not in it are left out; of two of one product the later holds. */
  async write (lines: readonly TaggedLine[], { toShop, ...options }: WriteOptions = {}): Promise<number> {
    const changes = lines.map((line) => [line.id, (product: Product) => merge(product, line, toShop)] as const)
    return await this.changeAll(new Map(changes), options)
  }

  /** Whether the product is in the index and is another by the change. */
  async change (id: string, change: Change, options?: CallOptions): Promise<boolean> {
    return (await this.changeAll(new Map([[id, change]]), options)) > 0
  }

  /** Counts anew what the catalogue's facets show. */
  async recount ({ signal }: CallOptions = {}): Promise<void> {
    const facets = await countFacets((await this.#catalogue.open(undefined, signal)).index, { signal })
    for (const dimension of this.#catalogue.dimensions) {
      const { index } = await this.#catalogue.open(dimension, signal)
      const manifest = await readManifest(index)
      if (manifest) await writeManifest(index, withinLimit({ ...manifest, facets }))
    }
  }

  /** Several products by id. Resolves to those changed, in any of the dimensions. */
  async changeAll (changes: ReadonlyMap<string, Change>, { signal }: CallOptions = {}): Promise<number> {
    const written = new Set<string>()
    for (const dimension of this.#catalogue.dimensions) {
      const { index } = await this.#catalogue.open(dimension, signal)
      const changed = await this.#changed(index, changes, signal)
      // Of the product as it is at that moment: an ingest may have written it since.
      await index.update(
        [...changed.values()].flat(),
        (record) => restated(record, changes.get(productIdOf(record.key))!(toProduct(record.metadata))),
        { signal }
      )
      for (const id of changed.keys()) written.add(id)
    }
    return written.size
  }

  /** Keys of the products that are others by their change. */
  async #changed (
    index: VectorIndex,
    changes: ReadonlyMap<string, Change>,
    signal: AbortSignal | undefined
  ): Promise<Map<string, string[]>> {
    const mains = await index.get(
      [...changes.keys()].flatMap((id) => [textKey(id), imageKey(id, 0)]),
      { signal }
    )
    const changed = new Map<string, string[]>()
    for (const [id, change] of changes) {
      const main = mains.get(textKey(id)) ?? mains.get(imageKey(id, 0))
      if (!main) continue
      const stated = toProduct(main.metadata)
      const product = change(stated)
      if (JSON.stringify(product) !== JSON.stringify(stated)) {
        changed.set(
          id,
          recordRefsOf(stated).map(({ key }) => key)
        )
      }
    }
    return changed
  }
}

/** The product with what is assigned and not stated yet. */
export function merge (
  product: Product,
  { category, tags }: Pick<TaggedLine, 'category' | 'tags'>,
  toShop?: ToShop
): Product {
  const assigned = tags.filter(({ decision }) => decision === 'ASSIGNED')
  const color = assigned.find(({ attribute }) => isColor(attribute))?.value
  const colors = product.colors.length > 0 || color === undefined ? product.colors : [color]
  const others = assigned.filter(
    ({ attribute }) => !isColor(attribute) && statementOf(product, attribute) === undefined
  )
  const values = new Map<string, string[]>()
  for (const { attribute, value } of others) values.set(attribute, [...(values.get(attribute) ?? []), value])
  const isNews = category.decision === 'ASSIGNED' && statementOf(product, CATEGORY) === undefined
  return {
    ...(isNews ? withStatement(product, CATEGORY, category.path, toShop) : product),
    color: colors[0],
    colors,
    attributes: { ...Object.fromEntries(values), ...product.attributes }
  }
}
