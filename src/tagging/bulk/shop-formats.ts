import type { Product } from '../../catalogue/product.ts'
import type { CategoryTag } from '../tagging.ts'

/** A product that tagging adds something to. */
export interface ShopChange {
  /** As it is to be, with what the shop states already. */
  readonly product: Product
  /** What is new of it, by attribute; colors among them. */
  readonly added: ReadonlyMap<string, readonly string[]>
  /** The category where it is new, with its ids in lists of others. */
  readonly category?: Pick<CategoryTag, 'path' | 'externalIds'> | undefined
}

/** A table that a shop system imports to update products that it has. */
export interface ShopFormat {
  readonly separator: ',' | '\t'
  /** Headings in order, for what is new in all of the products. */
  readonly headings: (attributes: readonly string[], mostAttributes: number) => readonly string[]
  readonly row: (change: ShopChange) => Readonly<Record<string, string>>
}

/** Attributes that the product data specification has; others go into none of its fields. */
const GOOGLE: readonly string[] = ['color', 'material', 'pattern', 'gender', 'age_group', 'size']

/** Products are told by handle; fields without a column stay as they are. */
const shopify: ShopFormat = {
  separator: ',',
  headings: (attributes) => ['Handle', 'Title', 'Product Category', 'Type', ...attributes.map(metafield)],
  row: ({ product: { id, title = '', category = '' }, added, category: fresh }) => ({
    Handle: id,
    Title: title,
    'Product Category': idIn(fresh, 'shopify') ?? '',
    Type: category.split('/').at(-1)!,
    ...Object.fromEntries([...added].map(([name, values]) => [metafield(name), values.join('; ')]))
  })
}

/** An import replaces all attributes of a product: those that the shop states are given again. */
const woocommerce: ShopFormat = {
  separator: ',',
  headings: (_attributes, most) => [
    'ID',
    'Name',
    'Categories',
    ...Array.from({ length: most }, (_, i) => wooFields(i + 1)).flat()
  ],
  row: ({ product: { id, title = '', category, attributes }, added }) => ({
    ID: id,
    Name: title,
    Categories: category?.split('/').join(' > ') ?? '',
    ...Object.fromEntries(
      [...new Map([...Object.entries(attributes), ...added])].flatMap(([name, values], i) => {
        const [heading, value, visible, global] = wooFields(i + 1)
        return [[heading, name], [value, values.join(', ')], [visible, '1'], [global, '0']]
      })
    )
  })
}

/** A supplemental feed: only ids and what it adds. */
const google: ShopFormat = {
  separator: '\t',
  headings: (attributes) => [
    'id',
    'google_product_category',
    'product_type',
    ...attributes.map(googleName).filter((name) => GOOGLE.includes(name))
  ],
  row: ({ product, added, category }) => ({
    id: product.id,
    google_product_category: idIn(category, 'google') ?? '',
    product_type: category ? (product.category?.split('/').join(' > ') ?? '') : '',
    ...Object.fromEntries([...added].map(([name, values]) => [googleName(name), values.join('/')]))
  })
}

export const SHOP_FORMATS = { shopify, woocommerce, google } as const
export type ShopFormatName = keyof typeof SHOP_FORMATS

function metafield (name: string): string {
  return `${name} (product.metafields.custom.${name.toLowerCase().replace(/\W+/g, '_')})`
}

function wooFields (number: number): readonly [string, string, string, string] {
  const field = `Attribute ${number}`
  return [`${field} name`, `${field} value(s)`, `${field} visible`, `${field} global`]
}

function googleName (name: string): string {
  return name === 'colour' ? 'color' : name.toLowerCase().replace(/[\s-]+/g, '_')
}

function idIn (category: ShopChange['category'], list: string): string | undefined {
  return category?.externalIds?.find((external) => external.list === list)?.id
}
