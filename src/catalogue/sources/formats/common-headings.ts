import type { ColumnNames } from './fields.ts'

/**
 * What shops call the columns of a list that they keep by hand, in English, German, French, Spanish, Italian, Dutch and
 * Polish; the surest first.
 */
export const HEADINGS: ColumnNames['columns'] = {
  title: [
    'title', 'name', 'product name', 'product title', 'item name', 'artikelname', 'artikelbezeichnung', 'bezeichnung',
    'produktname', 'produktbezeichnung', 'titel', 'titre', 'nom', 'nom du produit', 'désignation', 'libellé', 'título', 'nombre',
    'nombre del producto', 'titolo', 'nome', 'nome prodotto', 'naam', 'productnaam', 'nazwa', 'nazwa produktu'
  ],
  description: [
    'description', 'product description', 'long description', 'beschreibung', 'produktbeschreibung',
    'artikelbeschreibung', 'description longue', 'descripción', 'descrizione', 'omschrijving', 'beschrijving', 'opis'
  ],
  brand: [
    'brand', 'brand name', 'manufacturer', 'vendor', 'marke', 'hersteller', 'marque', 'fabricant', 'marca', 'fabricante', 'produttore',
    'merk', 'marka', 'producent'
  ],
  category: [
    'category', 'product category', 'category path', 'kategorie', 'produktkategorie', 'warengruppe', 'produktgruppe', 'catégorie',
    'categoría', 'categoria', 'categorie', 'kategoria'
  ],
  color: ['color', 'colour', 'colors', 'colours', 'farbe', 'couleur', 'colore', 'kleur', 'kolor'],
  price: [
    'price',
    'preis',
    /^(?:price|preis|prix|precio|prezzo|prijs|cena) \(?(?:eur|usd|gbp|chf|pln|€|\$|£)\)?$/,
    'unit price', 'selling price', 'retail price', 'price incl. vat', 'verkaufspreis', 'preis brutto', 'bruttopreis', 'vk brutto', 'vk',
    'prix', 'prix ttc', 'prix de vente', 'precio', 'precio de venta', 'pvp', 'prezzo', 'prezzo di vendita', 'prijs', 'verkoopprijs', 'cena',
    'cena brutto', 'regular price', 'list price'
  ],
  salePrice: [
    'sale price', 'saleprice', 'special price', 'discount price', 'discounted price', 'sonderpreis', 'angebotspreis', 'aktionspreis',
    'prix promo', 'prix promotionnel', 'prix soldé', 'precio de oferta', 'precio oferta', 'prezzo scontato', 'actieprijs', 'cena promocyjna'
  ],
  compareAtPrice: [
    'compare at price', 'compareatprice', 'old price', 'was price', 'original price', 'msrp', 'rrp', 'uvp', 'streichpreis', 'alter preis',
    'prix barré', 'precio anterior', 'prezzo di listino', 'adviesprijs'
  ],
  currency: ['currency', 'currency code', 'währung', 'devise', 'moneda', 'valuta', 'waluta'],
  url: ['url', 'link', 'product url', 'product link', 'page url', 'produkturl', 'produktlink', 'lien', 'enlace'],
  images: [
    'images', 'image', /^(?:image|photo|picture|bild|foto)[ -]?\d+$/, /^(?:image|photo|picture|bild|foto)[ -]?urls?(?: ?\d+)?$/, 'photo', 'photos',
    'picture', 'pictures', 'main image', 'bild', 'bilder', 'bildlink', 'foto', 'fotos', "url de l'image", 'url image', 'imagen', 'imágenes', 'immagine',
    'immagini', 'afbeelding', 'afbeeldingen', 'zdjęcie', 'zdjęcia'
  ],
  availability: [
    'instock', 'in stock', 'availability', 'available', 'verfügbarkeit', 'verfügbar', 'lieferbar', 'disponibilité', 'disponible', 'disponibilidad',
    'disponibilità', 'disponibile', 'beschikbaarheid', 'dostępność'
  ],
  quantity: [
    'quantity', 'qty', 'stock', 'stock quantity', 'stock level', 'inventory', 'bestand', 'lagerbestand', 'menge', 'quantité', 'cantidad', 'existencias',
    'quantità', 'giacenza', 'voorraad', 'aantal', 'ilość', 'stan magazynowy'
  ],
  tags: ['tags', 'keywords', 'schlagworte', 'mots-clés', 'etiquetas'],
  identifiers: [
    'identifiers', 'sku', 'gtin', 'ean', 'mpn', 'upc', 'isbn', 'barcode', 'gtin13', 'ean13', 'ean-code', 'strichcode', 'code-barres', 'code barre',
    'código de barras', 'codice a barre', 'kod kreskowy'
  ]
}

/** Columns that say something of a product that people filter by. */
export const ATTRIBUTES = [
  'material', 'size', 'weight', 'gender', 'pattern', 'style', 'season', 'größe', 'gewicht', 'geschlecht', 'muster', 'matière', 'taille',
  'poids', 'talla', 'taglia', 'materiale', 'materiaal', 'maat', 'rozmiar', 'materiał'
]
