import { isColorName } from '../../../shared/color-name.ts'
import type { Price } from '../../product.ts'
import { MAX_IMAGES, MAX_MEDIA } from '../product-schema.ts'
import { deepestPath, distinct, split, splitColors, splitImages, splitValues } from '../values/lists.ts'
import type { Format, Option, RowKind } from './format.ts'
import { inheritedOffer, isBelow, offerOf, type RowOffer, type RowOfferOptions } from './row-offer.ts'
import type { Row } from './row.ts'
import { altsOf, photosOf } from './row-photos.ts'

interface VariantRow extends RowOffer {
  readonly row: Row
  readonly options: readonly Option[]
}

/** A product of its rows as `validateProduct` takes it. */
export function buildProduct (format: Format, rows: readonly Row[], options: RowOfferOptions): Record<string, unknown> {
  const main = mainRow(format, rows)
  const text = (field: Parameters<Row['get']>[0]) =>
    main.get(field) || (rows.find((row) => row.get(field) !== '')?.get(field) ?? '')
  const toText = format.toText ?? asItIs
  const sold = variantRows(format, rows, main, options)
  const lowest = lowestOf(sold)
  const attributes = attributesOf(format, rows, sold)
  // Lists of values describe a product; variants have one value of each.
  const isSimple =
    sold.length === 1 &&
    (sold[0]!.options.length === 0 || (format.separators?.options !== undefined && sold[0]!.row === main))
  const variants = isSimple ? [] : variantsOf(format, sold, main)
  const all = [main, ...rows.filter((row) => row !== main)]
  return {
    id: format.idOf?.(main) ?? idOf(main),
    handle: text('handle'),
    title: text('title'),
    description: toText(text('description') || text('shortDescription')),
    brand: text('brand') || format.brandOf?.(main) || valueOf(attributes, /^(?:brand|marke|marque|marca)$/i),
    category:
      deepestPath(format.categoriesOf?.(main) ?? main.all('category'), format.separators) ||
      text('subcategory') ||
      valuesOf(attributes, /^category$/i).join('/'),
    colors: colorsOf(rows, attributes),
    price: lowest?.price,
    compareAtPrice: lowest?.compareAtPrice,
    saleStarts: lowest?.saleStarts,
    saleEnds: lowest?.saleEnds,
    url: text('url'),
    images: imagesOf(format, all).slice(0, MAX_IMAGES),
    imageAlts: altsOf(all.flatMap((row) => photosOf(format, row))),
    videos: filesOf(rows, 'videos'),
    documents: filesOf(rows, 'documents'),
    audio: filesOf(rows, 'audio'),
    locale: text('locale').replace('_', '-'),
    inStock: anyOf([
      ...sold.map(({ inStock }) => inStock),
      ...(sold.length === 0 ? [offerOf(main, options).inStock] : [])
    ]),
    tags: distinct(
      rows
        .flatMap((row) => row.all('tags'))
        .flatMap((cell) => split(cell, format.separators?.tags ?? /[,|]/))
        .map(toText)
    ),
    identifiers: distinct(rows.flatMap((row) => identifiersOf(format, row))),
    attributes: Object.fromEntries([...attributes].filter(([name]) => !/^(?:category|brand)$/i.test(name))),
    variants
  }
}

/** The row that has what all variants share. */
export function mainRow (format: Format, rows: readonly Row[]): Row {
  const kind = kindOf(format)
  return (
    rows.find((row) => kind(row) === 'product') ??
    rows.find((row) => kind(row) === 'both' && row.get('title') !== '') ??
    rows.find((row) => kind(row) === 'both') ??
    rows[0]!
  )
}

function idOf (row: Row): string {
  return row.get('group') !== '' && row.columns.has('group') && row.get('kind') === ''
    ? row.get('group')
    : row.get('id') || row.get('identifiers')
}

function kindOf ({ kindOf }: Format): (row: Row) => RowKind {
  return kindOf ?? (() => 'both')
}

/** A product whose variants have no rows of their own is sold as it is. */
function variantRows (format: Format, rows: readonly Row[], main: Row, offerOptions: RowOfferOptions): VariantRow[] {
  const kind = kindOf(format)
  const isParted = format.isSoldByVariants && rows.some((row) => kind(row) === 'variant')
  const own = rows.filter((row) => kind(row) === 'variant' || (kind(row) === 'both' && !isParted))
  const sold = own.length > 0 ? own : [main]
  const varying = (format.optionColumns ?? []).filter(
    (heading) => sold.length > 1 && distinct(sold.map((row) => row.cell(heading))).length > 0
  )
  return sold.map((row) => ({
    row,
    options: optionsOf(format, row, main, varying),
    ...(kind(row) === 'variant' ? inheritedOffer(row, main, offerOptions) : offerOf(row, offerOptions))
  }))
}

/** Shopify gives products without options the option `Title` with the value `Default Title`. */
function optionsOf (format: Format, row: Row, main: Row, varying: readonly string[]): Option[] {
  const named = row.columns.options.flatMap(({ name, value }) => {
    const [label, given] = [row.cells[name] || (main.cells[name] ?? ''), row.cells[value] ?? '']
    return label !== '' && given !== '' && given !== 'Default Title'
      ? split(given, format.separators?.options ?? /$^/).map((one) => ({ name: label, value: format.toOption?.(one) ?? one }))
      : []
  })
  const columns = varying.flatMap((heading) =>
    row.cell(heading) === '' ? [] : [{ name: heading, value: row.cell(heading) }]
  )
  return [...named, ...columns, ...(format.optionsOf?.(row, main) ?? [])]
}

function variantsOf (format: Format, sold: readonly VariantRow[], main: Row): Record<string, unknown>[] {
  const taken = new Set<string>()
  // Where rows of one product have each their own id, it is the variant's.
  const ids = new Set(sold.map(({ row }) => row.get('id')))
  const areOwn = sold.length > 1 && ids.size === sold.length && !ids.has('')
  return sold.map(({ row, options, price, compareAtPrice, inStock }, i) => {
    const identifiers = identifiersOf(format, row)
    const wanted =
      row.get('variantId') ||
      (areOwn ? row.get('id') : '') ||
      identifiers[0] ||
      options.map(({ value }) => value).join(' / ') ||
      String(i + 1)
    const id = taken.has(wanted) ? `${wanted}-${i + 1}` : wanted
    taken.add(id)
    const title =
      row.get('variantTitle') ||
      (row.get('title') === main.get('title') || /^\[\w*\]/.test(row.get('title')) ? '' : row.get('title'))
    return {
      id,
      title,
      options,
      price,
      compareAtPrice,
      inStock,
      image: variantImageOf(format, row),
      identifiers
    }
  })
}

/** Where variants have a column of their own, the other photo of a row is one of the product's. */
function variantImageOf (format: Format, row: Row): string | undefined {
  return row.columns.has('variantImage')
    ? row.all('variantImage').flatMap(splitImages).map(format.toImage ?? asItIs)[0]
    : photosOf(format, row)[0]?.image
}

function lowestOf (sold: readonly VariantRow[]): VariantRow | undefined {
  const priced = sold.filter((variant): variant is VariantRow & { price: Price } => variant.price !== undefined)
  return priced.reduce<(VariantRow & { price: Price }) | undefined>(
    (lowest, variant) => (!lowest || isBelow(variant.price, lowest.price) ? variant : lowest),
  undefined
  )
}

function attributesOf (format: Format, rows: readonly Row[], sold: readonly VariantRow[]): Map<string, string[]> {
  const values = new Map<string, string[]>()
  const add = (name: string, value: string) => {
    const known = values.get(name) ?? []
    // Spelling aside, a value is one.
    if (value !== '' && !known.some((other) => other.toLowerCase() === value.toLowerCase())) {
      values.set(name, [...known, value])
    }
  }
  for (const { options } of sold) for (const { name, value } of options) add(name, value)
  for (const row of rows) {
    for (const [name, index] of row.columns.attributes) {
      for (const value of splitValues(row.cells[index] ?? '')) add(name, value)
    }
    for (const { name, value } of format.attributesOf?.(row) ?? []) add(name, value)
    if (row.columns.options.length > 0 && !sold.some((one) => one.row === row)) {
      for (const { name, value } of optionsOf(format, row, row, [])) add(name, value)
    }
  }
  return values
}

function colorsOf (rows: readonly Row[], attributes: ReadonlyMap<string, readonly string[]>): string[] {
  const named = [...attributes].filter(([name]) => isColorName(name)).flatMap(([, values]) => values)
  const stated = rows.flatMap((row) => row.all('color'))
  const all = [...named, ...stated].flatMap(splitColors)
  // Spelling aside, a color is one; the first spelling stays.
  return all.filter((color, i) => all.findIndex((other) => other.toLowerCase() === color.toLowerCase()) === i)
}

function imagesOf (format: Format, rows: readonly Row[]): string[] {
  const position = (row: Row) => Number(row.get('imagePosition') || Infinity)
  const sorted = rows[0]!.columns.has('imagePosition')
    ? rows.toSorted((a, b) => position(a) - position(b) || 0)
    : rows
  const ofVariants = rows.flatMap((row) => row.all('variantImage')).flatMap(splitImages)
  return distinct([
    ...sorted.flatMap((row) => photosOf(format, row)).map(({ image }) => image),
    ...ofVariants.map(format.toImage ?? asItIs)
  ])
}

function asItIs (text: string): string {
  return text
}

/** Files in one cell are parted as photos are. */
function filesOf (rows: readonly Row[], field: 'videos' | 'documents' | 'audio'): string[] | undefined {
  const files = distinct(rows.flatMap((row) => row.all(field)).flatMap(splitImages)).slice(0, MAX_MEDIA)
  return files.length > 0 ? files : undefined
}

/** What sellers must write where a product has no code, and what spreadsheets make of long ones. */
const NO_CODE = /^(?:does not apply|not applicable|n\/?a|none|nicht zutreffend|non applicable|no aplica|non applicabile|-+|\d[.,]\d+e\+\d+)$/i

/** Shopify writes `'` before a bar code, so that spreadsheets keep its zeros. */
function identifiersOf ({ separators }: Format, row: Row): string[] {
  return row
    .all('identifiers')
    .flatMap((cell) => (separators?.identifiers ? split(cell, separators.identifiers) : [cell]))
    .map((code) => code.replace(/^'/, ''))
    .filter((code) => !NO_CODE.test(code))
}

function valuesOf (attributes: ReadonlyMap<string, readonly string[]>, name: RegExp): readonly string[] {
  return [...attributes].filter(([key]) => name.test(key)).flatMap(([, values]) => values)
}

function valueOf (attributes: ReadonlyMap<string, readonly string[]>, name: RegExp): string {
  return valuesOf(attributes, name)[0] ?? ''
}

function anyOf (values: ReadonlyArray<boolean | undefined>): boolean | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.includes(true)
}
