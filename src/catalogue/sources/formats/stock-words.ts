/** What can be ordered now, even if it is delivered later. */
const IN_STOCK = wordsIn(`in stock|instock|available for order|available|limited availability|1|yes|true|on|y|
  onbackorder|on backorder|backorder|back order|preorder|pre order|
  ja|auf lager|lieferbar|sofort lieferbar|verfügbar|sofort verfügbar|vorrätig|lagernd|vorbestellbar|wahr|
  oui|en stock|disponible|vrai|précommande|sur commande|derniers exemplaires|auf bestellung|wenige verfügbar|si|sí|hay stock|verdadero|sì|disponibile|in magazzino|vero|
  op voorraad|leverbaar|beschikbaar|tak|dostępny|dostępne|na stanie|w magazynie|sim|disponível|em estoque|em stock|
  i lager|på lager`)
const OUT_OF_STOCK = wordsIn(`out of stock|outofstock|0|no|false|off|n|sold out|unavailable|not available|discontinued|
  nein|nicht auf lager|ausverkauft|nicht lieferbar|nicht verfügbar|vergriffen|nicht vorrätig|falsch|
  non|rupture|rupture de stock|en rupture|en rupture de stock|épuisé|indisponible|hors stock|faux|
  agotado|sin stock|no disponible|falso|esaurito|non disponibile|nee|uitverkocht|niet op voorraad|niet leverbaar|
  niet beschikbaar|nie|brak|niedostępny|niedostępne|wyprzedane|não|esgotado|indisponível|sem estoque|sem stock|
  nej|slutsåld|slut i lager|udsolgt|utsolgt`)

/** Whether a word says that there is some; undefined for others. */
export function stockOfWord (text: string): boolean | undefined {
  const word = text
    .toLowerCase()
    .replace(/^https?:\/\/schema\.org\//, '')
    .replace(/[_-]+/g, ' ')
    .trim()
  if (IN_STOCK.has(word)) return true
  return OUT_OF_STOCK.has(word) ? false : undefined
}

/** Of a number of pieces as people write it, `12`, `> 10`, `5 Stk.`, or a word; undefined for what says nothing. */
export function stockOfQuantity (text: string): boolean | undefined {
  if (/^(?:unlimited|∞)$/i.test(text)) return true
  const number = /^[<>≥~≈+\s]*(-?\d+(?:[.,]\d+)?)/.exec(text)?.[1]
  return number === undefined ? stockOfWord(text) : Number(number.replace(',', '.')) > 0
}

function wordsIn (list: string): ReadonlySet<string> {
  return new Set(list.split('|').map((word) => word.trim()))
}
