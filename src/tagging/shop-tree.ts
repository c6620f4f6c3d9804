import type { CatalogueService } from '../catalogue/catalogue-service.ts'
import type { Manifest } from '../catalogue/manifest.ts'
import { CatalogueEmptyError } from '../errors.ts'
import type { Taxonomy } from '../taxonomy/taxonomy.ts'

/** The category of the shop's own tree that a category of the taxonomy belongs to; undefined where none fits. */
export type ToShop = (path: string) => string | undefined

/** A shop without categories of its own sells by the taxonomy's. */
export const AS_IT_IS: ToShop = (path) => path

/** The categories that a shop's products state, as places for what tagging and people say in the taxonomy's words. */
export class ShopTree {
  readonly #catalogue: Pick<CatalogueService, 'open'>
  readonly #known = new Map<string, { readonly version: string | undefined; readonly toShop: ToShop }>()

  constructor (catalogue: Pick<CatalogueService, 'open'>) {
    this.#catalogue = catalogue
  }

  /** Learned from the catalogue as its last ingest left it. Rejects as the store does. */
  async learned (taxonomy: Taxonomy): Promise<ToShop> {
    const manifest = await this.#manifest()
    if (!manifest) return AS_IT_IS
    const known = this.#known.get(taxonomy.digest)
    if (known && known.version === manifest.updatedAt) return known.toShop
    const toShop = learn(manifest, taxonomy)
    this.#known.set(taxonomy.digest, { version: manifest.updatedAt, toShop })
    return toShop
  }

  async #manifest (): Promise<Manifest | undefined> {
    try {
      return (await this.#catalogue.open()).manifest
    } catch (error) {
      if (error instanceof CatalogueEmptyError) return undefined
      throw error
    }
  }
}

/** Of several of the shop's categories that mean the same the one with most products; else what lies above. */
function learn ({ facets: { categories } }: Manifest, taxonomy: Taxonomy): ToShop {
  if (categories.length === 0) return AS_IT_IS
  const places = new Map<string, { readonly value: string; readonly count: number }>()
  for (const category of categories) {
    const path = taxonomy.resolveCategory(category.value)
    if (path !== undefined && category.count > (places.get(path)?.count ?? 0)) places.set(path, category)
  }
  return (path) => {
    const steps = path.split('/')
    const above = steps.map((_, i) => steps.slice(0, steps.length - i).join('/'))
    return above.map((step) => places.get(step)?.value).find((value) => value !== undefined)
  }
}
