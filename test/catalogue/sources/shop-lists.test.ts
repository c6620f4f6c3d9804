import t from 'tap'
import type { ReadOptions } from '../../../src/catalogue/sources/catalogue-row.ts'
import { read } from '../../fixtures/catalogue-files.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })

interface List {
  readonly lines: readonly string[]
  readonly products: readonly object[]
  readonly withdrawn?: readonly string[]
  readonly options?: ReadOptions
}

/** Lists as shops in these lands write them by hand, or get them of their merchandise systems. */
const LISTS: Readonly<Record<string, List>> = {
  'German, by hand': {
    lines: [
      'Artikelnummer;Bezeichnung;Beschreibung;Marke;Warengruppe;Farbe;Größe;Preis;UVP;Bestand;Bild-URL;EAN',
      'A1;Becher rot;Aus Steingut;Vuma;Küche > Becher;rot;M;9,90 €;12,90 €;3;https://x.example/a.jpg;4006381333931',
      'A2;Teller;;Vuma;Küche;weiß;;1.299,00 €;;0;;'
    ],
    products: [
      {
        id: 'A1',
        title: 'Becher rot',
        description: 'Aus Steingut',
        brand: 'Vuma',
        category: 'Küche/Becher',
        colors: ['rot'],
        price: EUR('9.90'),
        compareAtPrice: EUR('12.90'),
        inStock: true,
        images: ['https://x.example/a.jpg'],
        identifiers: ['4006381333931'],
        attributes: { Größe: ['M'] }
      },
      { id: 'A2', price: EUR('1299.00'), inStock: false }
    ]
  },
  'German, with words for stock and what is sold': {
    lines: [
      'Art.-Nr.;Produktname;Kurzbeschreibung;Hersteller;Kategorie;VK brutto (EUR);Verfügbarkeit;Aktiv;Bild 1;Bild 2',
      '1;Tisch;Eiche;Holzi;Möbel;199;sofort lieferbar;ja;a.jpg;b.jpg',
      '2;Stuhl;;Holzi;Möbel;99,5;ausverkauft;ja;;',
      '3;Bank;;Holzi;Möbel;79;auf Lager;nein;;'
    ],
    products: [
      { id: '1', title: 'Tisch', description: 'Eiche', price: EUR('199'), inStock: true, images: ['a.jpg', 'b.jpg'] },
      { id: '2', price: EUR('99.5'), inStock: false }
    ],
    withdrawn: ['3']
  },
  'German, of programs without umlauts': {
    lines: ['artnr;artikelbezeichnung;preis_in_eur;waehrung;verfuegbar;schlagwoerter', '7;Lampe;49.90;EUR;Nein;Licht|Messing'],
    products: [{ id: '7', title: 'Lampe', price: EUR('49.90'), inStock: false, tags: ['Licht', 'Messing'] }]
  },
  'German, variants below their article': {
    lines: [
      'Artikelnummer;Vaterartikel;Name;Größe;Preis €;Lagerbestand',
      'H;;Hemd;;29,90;', 'H-S;H;Hemd S;S;29,90;2', 'H-M;H;Hemd M;M;34,90;0', 'T;;Tuch;;9,90;1'
    ],
    products: [
      {
        id: 'H',
        title: 'Hemd',
        price: EUR('29.90'),
        inStock: true,
        variants: [{ id: 'H-S', inStock: true }, { id: 'H-M', price: EUR('34.90'), inStock: false }]
      },
      { id: 'T', variants: [], inStock: true }
    ]
  },
  'French, by hand': {
    lines: [
      'Référence;Désignation;Descriptif;Marque;Catégorie;Couleur;Taille;Prix TTC;Prix barré;Quantité;Photo;Code-barres',
      'R1;Tasse;En grès;Vuma;Cuisine > Tasses;rouge;;9,90 €;12,90 €;4;https://x.example/a.jpg;3017620422003'
    ],
    products: [{
      id: 'R1',
      title: 'Tasse',
      description: 'En grès',
      category: 'Cuisine/Tasses',
      colors: ['rouge'],
      price: EUR('9.90'),
      compareAtPrice: EUR('12.90'),
      inStock: true,
      identifiers: ['3017620422003'],
      images: ['https://x.example/a.jpg']
    }]
  },
  'French, with words for stock': {
    lines: [
      'Code article;Libellé;Rayon;Prix de vente;Devise;Disponibilité;Image 1;En ligne',
      'C1;Chaise;Meubles;1 299,00;EUR;En stock;c.jpg;oui', 'C2;Banc;Meubles;89;EUR;Rupture de stock;;oui',
      'C3;Lit;Meubles;89;EUR;En stock;;non'
    ],
    products: [
      { id: 'C1', price: EUR('1299.00'), inStock: true, images: ['c.jpg'] },
      { id: 'C2', inStock: false }
    ],
    withdrawn: ['C3']
  },
  'French, promotion': {
    lines: ['id,nom,prix,prix promo,lien,image', '1,Lampe,"49,90","39,90",https://x.example/1,l.jpg'],
    products: [{ id: '1', price: EUR('39.90'), compareAtPrice: EUR('49.90'), url: 'https://x.example/1' }],
    options: { currency: 'EUR' }
  },
  'Spanish, by hand': {
    lines: [
      'Código;Nombre;Descripción;Marca;Categoría;Color;Talla;Precio;Precio oferta;Existencias;Imagen',
      'E1;Taza;De gres;Vuma;Cocina/Tazas;rojo;;12,90 €;9,90 €;5;e.jpg'
    ],
    products: [{
      id: 'E1',
      title: 'Taza',
      description: 'De gres',
      category: 'Cocina/Tazas',
      colors: ['rojo'],
      price: EUR('9.90'),
      compareAtPrice: EUR('12.90'),
      inStock: true,
      images: ['e.jpg']
    }]
  },
  'Spanish, without accents': {
    lines: ['referencia,titulo,pvp,disponible,imagenes,activo', 'E2,Silla,"1.250,00 €",agotado,s.jpg|t.jpg,si', 'E3,Mesa,10 €,si,,no'],
    products: [{ id: 'E2', price: EUR('1250.00'), inStock: false, images: ['s.jpg', 't.jpg'] }],
    withdrawn: ['E3']
  },
  'Italian, by hand': {
    lines: [
      'Codice;Nome;Descrizione;Marca;Categoria;Colore;Taglia;Prezzo;Prezzo scontato;Giacenza;Immagine;Codice a barre',
      'I1;Tazza;In gres;Vuma;Cucina > Tazze;rosso;;12,90 €;9,90 €;2;i.jpg;8001120123456'
    ],
    products: [{
      id: 'I1',
      title: 'Tazza',
      description: 'In gres',
      category: 'Cucina/Tazze',
      colors: ['rosso'],
      price: EUR('9.90'),
      inStock: true,
      identifiers: ['8001120123456']
    }]
  },
  'Italian, of a merchandise system: the description is the name': {
    lines: ['Codice articolo;Descrizione;Prezzo;Disponibilità', 'I2;Sedia rossa;99,00 €;esaurito', 'I3;Panca;89,00 €;12'],
    products: [
      { id: 'I2', title: 'Sedia rossa', price: EUR('99.00'), inStock: false },
      { id: 'I3', inStock: true }
    ]
  },
  'Dutch, by hand': {
    lines: [
      'Artikelnummer;Naam;Omschrijving;Merk;Categorie;Kleur;Maat;Prijs;Van prijs;Voorraad;Afbeelding;Streepjescode',
      'N1;Beker;Van aardewerk;Vuma;Keuken > Bekers;rood;;€ 9,90;€ 12,90;> 10;n.jpg;8712345678906'
    ],
    products: [{
      id: 'N1',
      title: 'Beker',
      brand: 'Vuma',
      category: 'Keuken/Bekers',
      colors: ['rood'],
      price: EUR('9.90'),
      compareAtPrice: EUR('12.90'),
      inStock: true,
      identifiers: ['8712345678906']
    }]
  },
  'Dutch, of a merchandise system': {
    lines: ['Artikelcode;Omschrijving;Verkoopprijs;Beschikbaar', 'N2;Stoel;€ 1.250,-;niet op voorraad', 'N3;Bank;€ 5,00;ja'],
    products: [{ id: 'N2', title: 'Stoel', price: EUR('1250'), inStock: false }, { id: 'N3', inStock: true }]
  },
  'Polish, by hand': {
    lines: [
      'Kod produktu;Nazwa;Opis;Producent;Kategoria;Kolor;Rozmiar;Cena brutto;Ilość;Zdjęcie;Kod EAN',
      'P1;Kubek;Z kamionki;Vuma;Kuchnia > Kubki;czerwony;;19,90 zł;7;p.jpg;5901234123457'
    ],
    products: [{
      id: 'P1',
      title: 'Kubek',
      description: 'Z kamionki',
      brand: 'Vuma',
      category: 'Kuchnia/Kubki',
      colors: ['czerwony'],
      price: { amount: '19.90', currency: 'PLN' },
      inStock: true,
      identifiers: ['5901234123457']
    }]
  },
  'Polish, with words for stock': {
    lines: ['Symbol;Nazwa towaru;Cena (zł);Cena promocyjna (zł);Dostępność;Zdjęcia', 'P2;Krzesło;99;79;brak;a.jpg|b.jpg', 'P3;Stół;200;;dostępny;'],
    products: [
      { id: 'P2', price: { amount: '79', currency: 'PLN' }, compareAtPrice: { amount: '99', currency: 'PLN' }, inStock: false, images: ['a.jpg', 'b.jpg'] },
      { id: 'P3', inStock: true }
    ]
  },
  'Portuguese, by hand': {
    lines: ['Referência;Nome;Descrição;Marca;Preço;Estoque;Imagem', 'B1;Caneca;De grés;Vuma;R$ 49,90;sem estoque;b.jpg'],
    products: [{ id: 'B1', title: 'Caneca', price: { amount: '49.90', currency: 'BRL' }, inStock: false, images: ['b.jpg'] }]
  },
  'Swedish, by hand': {
    lines: ['Artikelnummer;Namn;Beskrivning;Varumärke;Kategori;Färg;Pris (SEK);Lagersaldo;Bild', 'S1;Mugg;Av stengods;Vuma;Kök;röd;199;0;s.jpg'],
    products: [{ id: 'S1', title: 'Mugg', brand: 'Vuma', colors: ['röd'], price: { amount: '199', currency: 'SEK' }, inStock: false }]
  },
  'English, of a warehouse': {
    lines: ['Item Code,Item Name,Manufacturer,Product Category,Unit Price,Qty,Photo URL,Barcode', 'W1,Mug,Vuma,Kitchen > Mugs,$9.90,12 pcs,w.jpg,5.90123E+12'],
    products: [{
      id: 'W1',
      title: 'Mug',
      brand: 'Vuma',
      category: 'Kitchen/Mugs',
      price: { amount: '9.90', currency: 'USD' },
      inStock: true,
      images: ['w.jpg'],
      identifiers: []
    }]
  },
  'English, stock in words': {
    lines: ['SKU,Product,Price (GBP),RRP,Stock,Keywords', 'X1,Kettle,19.99,25.00,Yes,steel|kitchen', 'X2,Pan,9.99,,Out of stock,', 'X3,Pot,9.99,,ask us,'],
    products: [
      { id: 'X1', title: 'Kettle', price: { amount: '19.99', currency: 'GBP' }, inStock: true, tags: ['steel', 'kitchen'] },
      { id: 'X2', inStock: false },
      { id: 'X3', inStock: undefined }
    ]
  },
  'net prices are not taken for what a shopper pays': {
    lines: ['Artikelnummer;Bezeichnung;Preis netto;Preis brutto €', 'V1;Vase;10,00;11,90'],
    products: [{ id: 'V1', price: EUR('11.90') }]
  }
}

for (const [name, { lines, products, withdrawn = [], options }] of Object.entries(LISTS)) {
  t.test(`a list is read without a mapping: ${name}`, async (t) => {
    const rows = await read(t, lines.join('\n'), options)
    t.match(rows.flatMap((row) => ('product' in row ? [row.product] : [])), products)
    t.same(rows.filter((row) => 'product' in row).length, products.length)
    t.same(rows.flatMap((row) => ('product' in row ? [] : [row.isWithdrawn ? row.id : row.reason])), withdrawn)
  })
}
