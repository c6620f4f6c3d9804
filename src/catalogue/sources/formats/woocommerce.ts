import type { Format, RowPhoto } from './format.ts'
import type { Row } from './row.ts'
import { splitImages } from '../values/lists.ts'

/** `Attribute 1 name` and its translations all hold the word, the number and what it is. */
function attribute (words: RegExp): (heading: string) => string | undefined {
  return (heading) => (/att?rib|属性/.test(heading) && words.test(heading) ? /\d+/.exec(heading)?.[0] : undefined)
}

function isVariation (row: Row): boolean {
  return /varia(?:tion|zione|ción|cion|ção|tie)|^variante$/i.test(row.get('kind'))
}

function idName (row: Row): string {
  return `id:${row.get('id')}`
}

const sku = (row: Row) => row.cell('sku') || row.get('identifiers')

/** As its exporter writes line breaks, and commas within a value of a list. */
function unescape (text: string): string {
  return text.replace(/\\(\\n|n|,)/g, (_, sign: string) => ({ '\\n': '\\n', n: '\n' })[sign] ?? sign)
}

/** `https://… ! alt : Red shirt ! title : a.jpg | https://…`, as export plugins write photos. */
function photosIn (cell: string): RowPhoto[] | undefined {
  if (!/\s!\s*(?:alt|title)\s*:/i.test(cell)) return undefined
  return cell.split('|').flatMap((part) => {
    const [image = '', ...said] = part.split(/\s!\s*/).map((one) => one.trim())
    const alt = said.map((one) => /^alt\s*:\s*(.+)$/is.exec(one)?.[1]).find((text) => text !== undefined)
    return splitImages(image).map((address) => ({ image: address, alt }))
  })
}

/** The product export, whose headings are translated into the language of the shop: de, fr, es, it, ja, nl, pt. */
export const woocommerce: Format = {
  name: 'WooCommerce',
  requires: [['title'], ['id', 'identifiers'], ['kind']],
  telling: [
    'visibility in catalog',
    'short description',
    'regular price',
    'in stock',
    'backorders allowed',
    'is featured',
    'sichtbarkeit im katalog',
    'regulärer preis',
    'kurzbeschreibung',
    'visibilité dans le catalogue',
    'tarif régulier',
    'visibilidad en el catálogo',
    'precio normal',
    'visibilità nel catalogo',
    'prezzo di listino',
    'zichtbaarheid in catalogus',
    'reguliere prijs',
    'visibilidade no catálogo',
    'preço regular',
    'preço normal',
    'ugs',
    'angebotspreis',
    'attribute 1 name',
    'カタログでの表示',
    '通常価格',
    'セール価格'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['id'],
    kind: ['type', 'typ', 'tipo', 'タイプ'],
    title: ['name', 'nom', 'nombre', 'nome', 'naam', '名前'],
    description: ['description', 'beschreibung', 'descripción', 'descrizione', 'beschrijving', 'descrição', '説明'],
    shortDescription: [
      'short description',
      'kurzbeschreibung',
      'description courte',
      'descripción corta',
      'breve descrizione',
      'korte beschrijving',
      'breve descrição',
      'descrição curta',
      '簡単な説明'
    ],
    identifiers: ['sku', 'artikelnummer', 'ugs', 'cod', 'ref', /^gtin,? ?upc/, 'gtin'],
    published: ['published', 'veröffentlicht', 'publié', 'publicado', 'pubblicato', 'gepubliceerd', '公開済み'],
    visibility: [
      'visibility in catalog',
      'sichtbarkeit im katalog',
      'visibilité dans le catalogue',
      'visibilidad en el catálogo',
      'visibilità nel catalogo',
      'zichtbaarheid in catalogus',
      'visibilidade no catálogo',
      'カタログでの表示'
    ],
    availability: [
      'in stock',
      'vorrätig',
      'auf lager',
      'en stock',
      'existencias',
      'en inventario',
      'hay existencias',
      'disponibile',
      'op voorraad',
      'em estoque',
      'em stock',
      '在庫あり'
    ],
    quantity: ['stock', 'lager', 'lagerbestand', 'bestand', 'inventario', 'magazzino', 'voorraad', 'estoque', '在庫'],
    backorder: [
      'backorders allowed',
      'lieferrückstände erlaubt',
      'lieferrückstand erlaubt',
      'autoriser les commandes de produits en rupture',
      'permitir reservas de productos agotados',
      'nabestellingen toestaan',
      '取り寄せを許可しますか'
    ],
    salePrice: [
      'sale price',
      'angebotspreis',
      'tarif promo',
      'precio rebajado',
      'prezzo in offerta',
      'actieprijs',
      'preço promocional',
      'セール価格'
    ],
    price: [
      'regular price',
      'regulärer preis',
      'tarif régulier',
      'precio normal',
      'prezzo di listino',
      'reguliere prijs',
      'preço regular',
      'preço normal',
      'preço',
      '通常価格'
    ],
    saleStarts: [
      'date sale price starts',
      /^datum,? an dem angebotspreis beginnt$/,
      'date de début de promo',
      'día en que empieza el precio rebajado',
      'data di inizio del prezzo in offerta',
      'startdatum actieprijs',
      'data de início de preço promocional',
      'セール開始日'
    ],
    saleEnds: [
      'date sale price ends',
      /^datum,? an dem angebotspreis endet$/,
      'date de fin de promo',
      'día en que termina el precio rebajado',
      'data di fine del prezzo in offerta',
      'einddatum actieprijs',
      'data final do preço promocional',
      'セール終了日'
    ],
    category: ['categories', 'kategorien', 'catégories', 'categorías', 'categorie', 'categorieën', 'categorias', 'カテゴリー'],
    tags: ['tags', 'schlagwörter', 'étiquettes', 'etiquetas', 'tag', 'タグ'],
    images: ['images', 'bilder', 'imágenes', 'immagini', 'afbeeldingen', 'imagens', '画像'],
    parent: [
      'parent',
      'übergeordnet',
      'übergeordnetes produkt',
      'superior',
      'principal',
      'genitore',
      'hoofd',
      'bovenliggend',
      'ascendente',
      'produto ascendente',
      '親'
    ],
    brand: ['brands', 'marken', 'marques', 'marcas', 'marche', 'merken', 'brand', 'marke']
  },
  optionName: attribute(/\b(?:name|nom|nombre|nome|naam)\b|の名前$/),
  optionValue: attribute(/\b(?:wert|werte|valeur|valor|valore|valores|waarde|value)|の値$/),
  statesCurrency: false,
  hasPlainPoint: true,
  separators: { category: />/, tags: /(?<!\\),/, options: /(?<!\\),|\|/ },
  categoriesOf: (row) => row.all('category').flatMap((cell) => cell.split(/(?<!\\),/)).map(unescape),
  toText: unescape,
  toOption: unescape,
  photosIn,
  membership: (row) => {
    if (!isVariation(row)) {
      return { name: idName(row), aliases: [sku(row)].filter(Boolean).map((code) => `sku:${code}`) }
    }
    const parent = row.get('parent')
    return { name: /^id:\d+$/.test(parent) ? parent : `sku:${parent}` }
  },
  kindOf: (row) => {
    if (isVariation(row)) return /^(?:0|-1|no|false)$/i.test(row.get('published')) ? 'none' : 'variant'
    return /^varia/i.test(row.get('kind')) ? 'product' : 'both'
  },
  whyWithdrawn: (row) => {
    if (/^(?:0|-1|no|false)$/i.test(row.get('published'))) return 'it is not published'
    return /^(?:hidden|versteckt|masqué|oculto|nascosto|verborgen)$/i.test(row.get('visibility'))
      ? 'it is hidden from the catalog'
      : undefined
  }
}
