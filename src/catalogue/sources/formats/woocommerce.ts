import type { Format } from './format.ts'
import type { Row } from './row.ts'

/** `Attribute 1 name` and its translations all hold the word, the number and what it is. */
function attribute (words: RegExp): (heading: string) => string | undefined {
  return (heading) => (/att?rib/.test(heading) && words.test(heading) ? /\d+/.exec(heading)?.[0] : undefined)
}

function isVariation (row: Row): boolean {
  return /varia(?:tion|zione|ción|cion|ção|tie)|^variante$/i.test(row.get('kind'))
}

function idName (row: Row): string {
  return `id:${row.get('id')}`
}

const sku = (row: Row) => row.cell('sku') || row.get('identifiers')

/** The product export, whose headings are translated into the language of the shop: de, fr, es, it, nl, pt. */
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
    'attribute 1 name'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['id'],
    kind: ['type', 'typ', 'tipo'],
    title: ['name', 'nom', 'nombre', 'nome', 'naam'],
    description: ['description', 'beschreibung', 'descripción', 'descrizione', 'beschrijving', 'descrição'],
    shortDescription: [
      'short description',
      'kurzbeschreibung',
      'description courte',
      'descripción corta',
      'breve descrizione',
      'korte beschrijving',
      'breve descrição',
      'descrição curta'
    ],
    identifiers: ['sku', 'artikelnummer', 'ugs', 'cod', 'ref', /^gtin,? ?upc/, 'gtin'],
    published: ['published', 'veröffentlicht', 'publié', 'publicado', 'pubblicato', 'gepubliceerd'],
    visibility: [
      'visibility in catalog',
      'sichtbarkeit im katalog',
      'visibilité dans le catalogue',
      'visibilidad en el catálogo',
      'visibilità nel catalogo',
      'zichtbaarheid in catalogus',
      'visibilidade no catálogo'
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
      'em stock'
    ],
    quantity: ['stock', 'lager', 'lagerbestand', 'bestand', 'inventario', 'magazzino', 'voorraad', 'estoque'],
    backorder: [
      'backorders allowed',
      'lieferrückstände erlaubt',
      'lieferrückstand erlaubt',
      'autoriser les commandes de produits en rupture',
      'permitir reservas de productos agotados',
      'nabestellingen toestaan'
    ],
    salePrice: [
      'sale price',
      'angebotspreis',
      'tarif promo',
      'precio rebajado',
      'prezzo in offerta',
      'actieprijs',
      'preço promocional'
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
      'preço'
    ],
    saleStarts: [
      'date sale price starts',
      'datum, an dem angebotspreis beginnt',
      'date de début de promo',
      'día en que empieza el precio rebajado',
      'data di inizio del prezzo in offerta',
      'startdatum actieprijs',
      'data de início de preço promocional'
    ],
    saleEnds: [
      'date sale price ends',
      'datum, an dem angebotspreis endet',
      'date de fin de promo',
      'día en que termina el precio rebajado',
      'data di fine del prezzo in offerta',
      'einddatum actieprijs',
      'data final do preço promocional'
    ],
    category: ['categories', 'kategorien', 'catégories', 'categorías', 'categorie', 'categorieën', 'categorias'],
    tags: ['tags', 'schlagwörter', 'étiquettes', 'etiquetas', 'tag'],
    images: ['images', 'bilder', 'imágenes', 'immagini', 'afbeeldingen', 'imagens'],
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
      'produto ascendente'
    ],
    brand: ['brands', 'marken', 'marques', 'marcas', 'marche', 'merken', 'brand', 'marke']
  },
  optionName: attribute(/\b(?:name|nom|nombre|nome|naam)\b/),
  optionValue: attribute(/\b(?:wert|werte|valeur|valor|valore|valores|waarde|value)/),
  statesCurrency: false,
  separators: { category: />/, categories: /,/, tags: /,/, options: /(?<!\\),|\|/ },
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
