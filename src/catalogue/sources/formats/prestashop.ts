import type { Format } from './format.ts'
import { pairsIn } from './pairs.ts'
import type { Row } from './row.ts'

/** The root of each shop, in the languages of its back office. */
const ROOT = /^(?:home(?: ?page)?|root|accueil|racine|startseite|start|inicio|principal|home ?pagina|início|strona główna)$/i

/** `Home,Clothes,Men`: the deepest path below the root, or of names without paths the last, as shops list them. */
function categoriesOf (row: Row): string[] {
  const paths = row
    .all('category')
    .flatMap((cell) => cell.split(','))
    .map((path) => path.split(/\s*[/>]\s*/).map((step) => step.trim()).filter(Boolean))
    .map((steps) => (ROOT.test(steps[0] ?? '') ? steps.slice(1) : steps))
    .filter((steps) => steps.length > 0)
  const depth = Math.max(0, ...paths.map((steps) => steps.length))
  return paths.filter((steps) => steps.length === depth).slice(-1).map((steps) => steps.join(' > '))
}

/** The product list and the import sample of PrestaShop, in English and French, in part in German and Spanish. */
export const prestashop: Format = {
  name: 'PrestaShop',
  requires: [['id', 'identifiers'], ['title']],
  telling: [
    'active (0/1)',
    'categories (x,y,z...)',
    'price tax excluded',
    'price tax included',
    'image urls (x,y,z...)',
    'reference #',
    'supplier reference #',
    'tax rules id',
    'price (tax excl.)',
    'price (tax incl.)',
    'final price',
    'product id',
    'tags (x,y,z...)',
    'feature(name:value:position)',
    'prix ht',
    'prix ttc',
    'prix hors taxes',
    'prix hors taxes ou ttc',
    'prix (ht)',
    'prix (ttc)',
    'actif (0/1)',
    'catégories (x,y,z...)',
    'aktiv (0/1)',
    'kategorien (x,y,z...)',
    'activo (0/1)',
    'categorías (x,y,z...)',
    'rewritten url',
    'url rewritten'
  ],
  tellingNeeded: 2,
  columns: {
    id: ['product id', 'id', 'id product'],
    handle: ['url rewritten', 'rewritten url', 'link rewrite', 'url réécrite', 'réécriture url'],
    title: ['name', 'product name', 'nom', 'nombre'],
    published: [
      'active (0/1)',
      'active',
      'status',
      'actif (0/1)',
      'actif',
      'état',
      'displayed',
      'aktiv (0/1)',
      'activo (0/1)'
    ],
    category: [
      'categories (x,y,z...)',
      'category',
      'categories',
      'catégories (x,y,z...)',
      'catégorie',
      'kategorien (x,y,z...)',
      'categorías (x,y,z...)'
    ],
    price: [
      'price tax included',
      'price (tax incl.)',
      'final price',
      'prix ttc',
      'prix (ttc)',
      'retail price with tax',
      'price tax excluded',
      'price tax excluded or price tax included',
      'price (tax excl.)',
      'prix ht',
      'prix (ht)',
      'prix hors taxes',
      'prix hors taxes ou ttc',
      'base price',
      'price'
    ],
    discountAmount: ['discount amount', /^(?:montant|valeur) de (?:la )?(?:remise|réduction)$/],
    discountPercent: ['discount percent', /^pourcentage de (?:la )?(?:remise|réduction)$/],
    saleStarts: ['discount from (yyyy-mm-dd)', /^(?:remise|réduction) (?:du|de|à partir du)(?: \(.*\))?$/],
    saleEnds: ['discount to (yyyy-mm-dd)', /^(?:remise|réduction) (?:jusqu'au|à|au)(?: \(.*\))?$/],
    identifiers: [
      'reference #',
      'reference',
      'référence',
      'référence n°',
      'supplier reference #',
      'référence fournisseur',
      'n° de référence fournisseur',
      'ean13',
      'upc',
      'cup',
      'isbn',
      'mpn'
    ],
    brand: ['manufacturer', 'brand', 'marque', 'fabricant'],
    quantity: ['quantity', 'quantité'],
    backorder: ['allow orders when out of stock', 'out of stock behavior'],
    availability: [
      'available for order (0 = no, 1 = yes)',
      /^disponible à la (?:vente|commande) \(0 = non, 1 = oui\)$/
    ],
    description: ['description'],
    shortDescription: ['short description', 'summary', 'description courte', 'résumé'],
    tags: ['tags (x,y,z...)', 'tags', 'étiquettes (x,y,z...)', 'mots-clés (x,y,z...)'],
    images: [
      'image urls (x,y,z...)',
      'image urls',
      'image',
      "url de l'image",
      /^urls? (?:d'|des )images? \(x,y,z\.\.\.\)$/
    ],
    imageAlts: ['image alt texts (x,y,z...)', 'image alt texts', 'textes alternatifs des images (x,y,z...)'],
    visibility: ['visibility', 'visibilité'],
    facets: ['feature(name:value:position)', /^feature ?\(name:value:position/, /^caractéristique/]
  },
  statesCurrency: false,
  separators: { category: />/, tags: /,/ },
  categoriesOf,
  attributesOf: (row) => pairsIn(row.get('facets'), /,/),
  whyWithdrawn: (row) => {
    if (/^(?:0|no|false|disabled)$/i.test(row.get('published'))) return 'it is not active'
    return /^(?:none|nulle part)$/i.test(row.get('visibility')) ? 'its visibility is none' : undefined
  }
}
