/** What shops in Dutch, English, French, German, Italian, Polish, Portuguese, Spanish and Scandinavia call columns. */
const WORDS = {
  parent: `parent|parent id|parent sku|parent code|parent product|vater|vaterartikel|vater-artikel|vaterartikelnummer|
    hauptartikel|hauptartikelnummer|parent ref|référence parent|référence parente|sku padre|código padre|id padre|
    codice padre|hoofdartikel|sku nadrzędne`,
  title: `product title|item name|item title|titel|produktname|produkttitel|produktbezeichnung|artikelname|
    artikelbezeichnung|bezeichnung|nom|nom du produit|nom produit|titre|désignation|libellé|intitulé|nombre|
    nombre del producto|nombre producto|título|denominación|nome|nome prodotto|nome del prodotto|titolo|denominazione|
    naam|productnaam|producttitel|nazwa|nazwa produktu|nazwa towaru|tytuł|nome do produto|namn|produktnamn|benämning|navn|
    produktnavn|varenavn|product|produkt|produit|producto|prodotto|produto`,
  description: `product description|long description|beschreibung|produktbeschreibung|artikelbeschreibung|langtext|
    descriptif|description longue|description produit|descripción|descripción larga|descrizione|descrizione prodotto|
    omschrijving|beschrijving|productomschrijving|opis|opis produktu|descrição|beskrivning|beskrivelse`,
  shortDescription: `short description|kurzbeschreibung|kurztext|description courte|descripción corta|descrizione breve|
    korte omschrijving|krótki opis|descrição curta`,
  brand: `brand name|manufacturer|vendor|marke|markenname|hersteller|herstellername|marque|fabricant|marca|fabricante|
    produttore|merk|merknaam|fabrikant|marka|producent|märke|varumärke|tillverkare|mærke|producent`,
  category: `categories|category path|category name|product category|product type|kategorie|kategorien|warengruppe|
    produktgruppe|produktkategorie|artikelgruppe|catégorie|catégories|rayon|famille|categoría|categorías|familia|reparto|
    categoria merceologica|categorieën|productgroep|rubriek|rubrique|merchant category|merchantcategory|merchantcategoryname|kategoria|kategoria produktu|kategori`,
  color: 'farbe|farben|farbe(n)|color(s)|colour(s)|couleur|couleurs|couleur(s)|coloris|colore|colori|kleur|kleuren|kolor|cor|cores|färg|farve|farge',
  currency: 'currency code|währung|devise|monnaie|moneda|divisa|valuta|waluta|moeda|valuta',
  url: `product url|producturl|product link|page url|produktlink|produkt-link|produkt-url|produkturl|deeplink|lien|lien produit|url produit|
    enlace|enlace producto|url producto|url del producto|url prodotto|link prodotto|productlink|product-url|
    adres url|link do produktu|url do produto`,
  availability: `available|verfügbarkeit|verfügbar|lieferbar|auf lager|disponibilité|disponible|dispo|en stock|disponibilidad|
    disponibilità|disponibile|beschikbaarheid|beschikbaar|op voorraad|leverbaar|dostępność|dostępny|disponibilidade|
    disponível|i lager|på lager`,
  quantity: `qty|inventory|stock quantity|stock level|stock qty|available quantity|on hand|bestand|lagerbestand|lager|
    lagermenge|menge|verfügbare menge|quantité|quantité en stock|qté|existencias|cantidad|inventario|giacenza|quantità|scorte|
    voorraad|aantal|stan magazynowy|ilość|quantidade|estoque|lagersaldo|antal`,
  published: `online|aktiv|sichtbar|veröffentlicht|actif|publié|en ligne|activo|publicado|attivo|pubblicato|visibile|
    actief|zichtbaar|gepubliceerd|aktywny|widoczny|ativo`,
  status: 'produktstatus|artikelstatus|statut|estado|stato|situação',
  tags: `keywords|search terms|schlagwörter|schlagworte|stichwörter|stichworte|suchbegriffe|mots-clés|mots clés|étiquettes|
    etiquetas|palabras clave|parole chiave|etichette|trefwoorden|zoekwoorden|słowa kluczowe|tagi|palavras-chave`,
  identifiers: `upc|isbn|gtin13|barcode|bar code|ean-code|ean code|ean13|ean-13|gtin/ean|ean/gtin|ean / gtin|gtin / ean|strichcode|
    herstellernummer|gencod|code-barres|code barres|code barre|código de barras|codice a barre|codice ean|streepjescode|
    kod kreskowy|kod ean|código ean`,
  locale: 'language|sprache|langue|idioma|lingua|taal|język',
  size: 'size|sizes|size(s)|größe|grösse|größen|größe(n)|taille|tailles|taille(s)|pointures|talla|tallas|taglia|misura|maat|rozmiar|tamanho|storlek|størrelse',
  attributes: `material|weight|gender|pattern|style|season|gewicht|geschlecht|muster|matière|poids|materiale|materiaal|
    materiał`
} as const

const IMAGES = `bild|bilder|produktbild|produktbilder|hauptbild|artikelbild|image|images|photo|photos|picture|pictures|
  main image|product image|image produit|l'image|de l'image|visuel|imagen|imágenes|imagen principal|foto|fotos|foto's|immagine|immagini|
  afbeelding|afbeeldingen|zdjęcie|zdjęcia|obrazek|imagem|imagens|bilde|billede|billeder`

const PRICES = `price|unit price|selling price|our price|gross price|retail price|price incl. vat|preis|verkaufspreis|vk|vk-preis|vk brutto|bruttopreis|
  preis brutto|preis (brutto)|preis inkl. mwst|preis inkl. mwst.|endpreis|einzelpreis|prix|prix ttc|prix de vente|
  prix de vente ttc|prix unitaire|prix public|precio|pvp|precio de venta|precio con iva|precio venta|prezzo|
  prezzo di vendita|prezzo al pubblico|prezzo ivato|prezzo iva inclusa|prijs|verkoopprijs|prijs incl. btw|cena|cena brutto|
  cena detaliczna|cena sprzedaży|preço|preço de venda|pris|regular price|list price|listenpreis|prezzo di listino`

const SALE_PRICES = `sale price|saleprice|special price|discounted price|discount price|promo price|offer price|
  angebotspreis|aktionspreis|sonderpreis|reduzierter preis|prix promo|prix promotionnel|prix soldé|prix remisé|
  precio oferta|precio de oferta|precio rebajado|precio promocional|prezzo scontato|prezzo offerta|prezzo in offerta|
  prezzo promozionale|actieprijs|aanbiedingsprijs|aanbieding|cena promocyjna|cena po rabacie|preço promocional|
  kampanjpris|tilbudspris`

const FORMER_PRICES = `compare at price|compareatprice|rrp|msrp|old price|oldprice|was price|previous price|previousprice|original price|regular price|list price|
  uvp|streichpreis|alter preis|preis alt|listenpreis|prix barré|ancien prix|prix conseillé|precio anterior|precio antes|
  prezzo barrato|prezzo precedente|prezzo di listino|van prijs|van-prijs|oude prijs|adviesprijs|stara cena|
  cena katalogowa|preço anterior|ordinarie pris|førpris`

/** Columns that hold a name where there is none of names: goods lists of merchandise systems. */
export const NAMES_ELSE = headings('descrizione|descripción|omschrijving|description|beschreibung|opis|descrição')

export function headingsOf (field: keyof typeof WORDS): string[] {
  return headings(WORDS[field])
}

/** `Bild`, `Bild 2`, `Bild-URL`, `URL image 1`. */
export const IMAGE_HEADING = new RegExp(
  `^(?:url |link )?(?:${alternatives(IMAGES)})(?:[ -]?(?:url|link|src))?(?: ?\\d{1,2})?$`
)

/** With their currency behind, as in `Preis (EUR)`, or without. */
export const PRICE_HEADINGS = priced(PRICES)
export const SALE_PRICE_HEADINGS = priced(SALE_PRICES)
export const FORMER_PRICE_HEADINGS = priced(FORMER_PRICES)

function priced (words: string): Array<string | RegExp> {
  const currency = 'eur|euro|usd|gbp|chf|pln|sek|dkk|nok|czk|brl|cad|aud|€|\\$|£|zł|kr'
  return [
    ...headings(words),
    new RegExp(`^(?:${alternatives(words)}),? ?(?:in |en |w )?[([]?(?:${currency})[)\\]]?$`)
  ]
}

function alternatives (words: string): string {
  return headings(words).map((word) => word.replace(/[.()/]/g, '\\$&')).join('|')
}

/** Each as it is written, without accents, and with umlauts as two letters. */
function headings (words: string): string[] {
  const listed = words.split('|').map((word) => word.replace(/\s+/g, ' ').trim())
  return [...new Set(listed.flatMap((word) => [word, withoutAccents(word), withTwoLetters(word)]))]
}

function withoutAccents (word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('ß', 'ss')
}

function withTwoLetters (word: string): string {
  return withoutAccents(word.replace(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter]!))
}
