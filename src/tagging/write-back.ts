import type { CatalogueService } from '../catalogue/catalogue-service.ts'
import type { Product } from '../catalogue/product.ts'
import { imageKey, textKey, toProduct, toRecord, viewsOf } from '../catalogue/records.ts'
import type { VectorRecord } from '../vectors/vector-store.ts'
import { isColor } from './observation.ts'
import type { TagLine } from './tag-log.ts'

type Tagged = Extract<TagLine, { tags: unknown }>

/** Puts assigned tags into the metadata of a product's views, in every dimension. What the catalogue states itself stays. */
export class WriteBack {
  readonly #catalogue: CatalogueService

  constructor (catalogue: CatalogueService) {
    this.#catalogue = catalogue
  }

  /** Whether the product is in the index and something was assigned. */
  async write (tagged: Tagged): Promise<boolean> {
    return await this.change(tagged.id, (product) => merge(product, tagged))
  }

  /** Whether the product is in the index and is another by the change. */
  async change (id: string, change: (product: Product) => Product): Promise<boolean> {
    let isWritten = false
    for (const dimension of this.#catalogue.dimensions) {
      const { index } = await this.#catalogue.open(dimension)
      const main = (await index.get([textKey(id), imageKey(id, 0)])).values().next().value
      if (!main) return false
      const stated = toProduct(main.metadata)
      const changed = change(stated)
      if (JSON.stringify(changed) === JSON.stringify(stated)) continue
      const keys = viewsOf(stated).map(({ key }) => key)
      const records = await index.get(keys)
      await index.upsert([...records.values()].map((record) => withProduct(record, changed)))
      isWritten = true
    }
    return isWritten
  }
}

function merge (product: Product, { category, tags }: Tagged): Product {
  const assigned = tags.filter(({ decision }) => decision === 'ASSIGNED')
  const color = assigned.find(({ attribute }) => isColor(attribute))?.value
  const others = assigned.filter(({ attribute }) => !isColor(attribute))
  const values = new Map<string, string>()
  for (const { attribute, value } of others) values.set(attribute, [values.get(attribute), value].filter(Boolean).join(', '))
  return {
    ...product,
    category: product.category ?? (category.decision === 'ASSIGNED' ? category.path : undefined),
    color: product.color ?? color,
    attributes: { ...Object.fromEntries(values), ...product.attributes }
  }
}

function withProduct ({ key, embedding, metadata }: VectorRecord, product: Product): VectorRecord {
  const { kind, imageUrl, contentHash } = metadata
  const view = { key, kind: kind === 'image' ? 'image' as const : 'text' as const, imageUrl: typeof imageUrl === 'string' ? imageUrl : undefined }
  return toRecord(product, view, embedding, String(contentHash))
}
