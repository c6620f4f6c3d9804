import t, { type Test } from 'tap'
import type { ReadOptions } from '../../../src/catalogue/sources/catalogue-row.ts'
import type { Product } from '../../../src/catalogue/product.ts'
import { read } from '../../fixtures/catalogue-files.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })

interface Read {
  readonly products: Product[]
  /** Why rows are left out, by id. */
  readonly withdrawn: Record<string, string>
  readonly notices: string[]
}

/** What these lines are read as; a bad row fails the test. */
async function readLines (t: Test, lines: readonly string[], options: ReadOptions = { currency: 'EUR' }): Promise<Read> {
  const notices: string[] = []
  const rows = await read(t, lines.join('\n'), { ...options, onNotice: (message) => notices.push(message) })
  const withdrawn: Record<string, string> = {}
  const products = rows.flatMap((row) => {
    if ('product' in row) return [row.product]
    if (row.isWithdrawn) withdrawn[row.id ?? ''] = row.reason
    else t.fail(row.reason)
    return []
  })
  return { products, withdrawn, notices }
}

t.test('a sale price of 0 is none, in tables of every shop', async (t) => {
  const tables: ReadonlyArray<readonly [heading: string, row: string]> = [
    ['Item Type,Product ID,Product Name,Product Code/SKU,Product Visible?,Price,Retail Price,Sale Price',
      'Product,1,Towel,T,Y,49.00,60.00,0.00'],
    ['sku,name,product_type,attribute_set_code,product_online,price,special_price', '1,Towel,simple,Default,1,49.00,0'],
    ['ID,Type,Name,Visibility in catalog,Short description,Sale price,Regular price', '1,simple,Towel,visible,,0,49.00'],
    ['id,title,image_link,price,sale_price', '1,Towel,a.jpg,49.00 EUR,0.00 EUR'],
    ['id,title,price,sale price', '1,Towel,49.00,0']
  ]
  for (const [heading, row] of tables) {
    const { products: [one] } = await readLines(t, [heading, row])
    t.same(one?.price, EUR('49.00'), heading)
    t.equal(one?.saleEnds, undefined)
    t.same(one?.compareAtPrice, heading.includes('Retail') ? EUR('60.00') : undefined)
  }
})

t.test('Shopify: what no tracker counts never runs out; without that column the quantity decides', async (t) => {
  const { products } = await readLines(t, [
    'Handle,Title,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price',
    'poster,Poster,,0,deny,10',
    'mug,Mug,shopify,0,deny,10',
    'pan,Pan,shopify,2,deny,10'
  ])
  t.same(products.map(({ id, inStock }) => [id, inStock]), [['poster', true], ['mug', false], ['pan', true]])

  const without = await readLines(t, [
    'Handle,Title,Variant Inventory Qty,Variant Inventory Policy,Variant Price',
    'mug,Mug,0,deny,10'
  ])
  t.equal(without.products[0]?.inStock, false)
})

t.test('rows that a table marks as not sold are left out, with the reason', async (t) => {
  for (const more of ['', ',image_link']) {
    const { products, withdrawn } = await readLines(t, [
      `id,title,active,published,visible,status,visibility${more}`,
      'a,Sold,1,yes,true,active,both,a.jpg',
      'b,Said nothing,,,,,,a.jpg',
      'c,Off,0,1,1,active,,a.jpg',
      'd,Unpublished,1,FALSE,1,,,a.jpg',
      'e,Unseen,1,1,no,,,a.jpg',
      'f,Draft,1,1,1,Draft,,a.jpg',
      'g,Old,1,1,1,archived,,a.jpg',
      'h,Idle,1,1,1,inactive,,a.jpg',
      'i,Hidden,1,1,1,,hidden,a.jpg'
    ].map((line) => (more === '' ? line.replace(',a.jpg', '') : line)))
    t.same(products.map(({ id }) => id), ['a', 'b'])
    t.same(Object.keys(withdrawn), ['c', 'd', 'e', 'f', 'g', 'h', 'i'])
    t.match(withdrawn, { c: /not published/, f: /status is Draft/, i: /visibility is hidden/ })
  }
})

t.test('a column that is mapped to published or status decides as well', async (t) => {
  const { products, withdrawn } = await readLines(
    t,
    ['Nr,Name,Online', '1,Mug,1', '2,Pan,0', '3,Pot,false'],
    { mapping: { id: 'Nr', title: 'Name', published: 'Online' } }
  )
  t.same(products.map(({ id }) => id), ['1'])
  t.same(Object.keys(withdrawn), ['2', '3'])
})

t.test('of a product with several rows only the variant that is not sold is left out', async (t) => {
  const { products, withdrawn } = await readLines(t, [
    'id,item group id,title,size,active,price',
    'a-s,a,Tee,S,0,9.00',
    'a-m,a,Tee,M,1,12.00',
    'a-l,a,Tee,L,1,13.00',
    'b-s,b,Cap,S,0,5.00',
    'b-m,b,Cap,M,0,5.00'
  ])
  t.match(products, [{ id: 'a', price: EUR('12.00'), variants: [{ id: 'a-m' }, { id: 'a-l' }] }])
  t.equal(products.length, 1)
  t.match(withdrawn, { 'b-s': /not published/ })
})

t.test('Amazon: the report of listings is read without inactive and incomplete ones', async (t) => {
  const { products, withdrawn } = await readLines(t, [
    ['item-name', 'listing-id', 'seller-sku', 'price', 'quantity', 'asin1', 'fulfillment-channel', 'status'],
    ['Bottle', '061', 'BT-1', '24.99', '13', 'B0C1', 'DEFAULT', 'Active'],
    ['Cup', '062', 'BT-2', '19.99', '0', 'B0C2', 'DEFAULT', 'Inactive'],
    ['Box', '063', 'BT-3', '', '', 'B0C3', 'DEFAULT', 'Incomplete']
  ].map((cells) => cells.join('\t')))
  t.match(products, [{ id: 'BT-1', title: 'Bottle', price: EUR('24.99'), identifiers: ['BT-1', 'B0C1'], inStock: true }])
  t.same(Object.keys(withdrawn), ['BT-2', 'BT-3'])
})

t.test('the currency of a column of its own counts in feeds and mapped tables', async (t) => {
  const feed = await readLines(
    t,
    ['id,title,image_link,condition,price,sale_price,currency', '1,Ring,a.jpg,new,24.90,19.90,EUR'],
    {}
  )
  t.match(feed, { products: [{ price: EUR('19.90'), compareAtPrice: EUR('24.90') }], notices: [] })

  const mapped = await readLines(t, ['Nr;Bezeichnung;Preis;Währung', '1;Ring;24,90;EUR'], {
    mapping: { id: 'Nr', title: 'Bezeichnung', price: 'Preis' }
  })
  t.same(mapped.products[0]?.price, EUR('24.90'))
})

t.test('a heading of prices may name their currency', async (t) => {
  const currency = async (heading: string, options: ReadOptions = {}) =>
    (await readLines(t, [`id;title;${heading}`, '1;Ring;24,90'], options)).products[0]?.price?.currency
  t.equal(await currency('Preis €'), 'EUR')
  t.equal(await currency('Price (USD)'), 'USD')
  t.equal(await currency('VK in CHF', { mapping: { price: 'VK in CHF' } }), 'CHF')
  t.equal(await currency('VK TTC', { mapping: { price: 'VK TTC' } }), undefined)
})

t.test('prices that are left out for want of a currency are told once, in every table', async (t) => {
  const tables: ReadonlyArray<readonly [lines: readonly string[], mapping?: ReadOptions['mapping']]> = [
    [['id,title,image_link,price', '1,Ring,a.jpg,24.90', '2,Cap,a.jpg,5.00']],
    [['Nr,Name,Preis', '1,Ring,24.90', '2,Cap,5.00'], { id: 'Nr', title: 'Name', price: 'Preis' }],
    [['Handle,Title,Variant Price', '1,Ring,24.90', '2,Cap,5.00']]
  ]
  for (const [lines, mapping = {}] of tables) {
    const { products, notices } = await readLines(t, lines, { mapping })
    t.same(products.map(({ price }) => price), [undefined, undefined])
    t.equal(notices.filter((notice) => notice.includes('pass --currency')).length, 1)
  }
})

t.test('a row that is rejected anyway, e.g. a sum, says nothing of currencies', async (t) => {
  const notices: string[] = []
  const rows = await read(t, 'id,title,price,currency\na,Mug,3.50,EUR\nTotal,,3.50,\n', {
    onNotice: (message) => notices.push(message)
  })
  t.match(rows, [{ product: { price: EUR('3.50') } }, { id: 'Total', reason: /absent/ }])
  t.same(notices, [])
})

t.test('PrestaShop: the root is no category; of the others the deepest path counts, or the last', async (t) => {
  const category = async (cell: string) =>
    (await readLines(t, ['ID;Active (0/1);Name *;Categories (x,y,z...)', `1;1;Tee;${cell}`])).products[0]?.category
  t.same(
    [
      await category('Home,Clothes,Men'),
      await category('Accueil,Vêtements,Hommes'),
      await category('Startseite,Kleidung'),
      await category('Inicio,Ropa'),
      await category('Home'),
      await category('Home,Home/Clothes/Men,Sale'),
      await category('Homeware,Lamps > Desk')
    ],
    ['Men', 'Hommes', 'Kleidung', 'Ropa', undefined, 'Clothes/Men', 'Lamps/Desk']
  )
})

t.test('PrestaShop: the headings of the French import sample are read', async (t) => {
  const { products, withdrawn, notices } = await readLines(t, [
    'Product ID;Actif (0/1);Nom*;Catégories (x,y,z...);Prix hors taxes ou TTC;Montant de la remise;' +
      'Pourcentage de remise;Remise du (aaaa-mm-jj);Remise au (aaaa-mm-jj);Référence n°;EAN13;' +
      'Mots-clés (x,y,z...);URL des images (x,y,z…)',
    '1;1;T-shirt;Accueil,Vêtements,Hommes;20,00;;25;2020-01-01;2099-01-01;demo_1;4006381333931;été,coton;' +
      'https://s.example/1.jpg,https://s.example/2.jpg',
    '2;1;Mug;Accueil;11,90;2,00;;;;demo_2;;;',
    '3;0;Caché;Accueil;11,90;;;;;demo_3;;;'
  ])
  t.match(products, [
    {
      price: EUR('15.00'),
      compareAtPrice: EUR('20.00'),
      saleStarts: /^2020/,
      saleEnds: /^2099/,
      identifiers: ['demo_1', '4006381333931'],
      tags: ['été', 'coton'],
      images: ['https://s.example/1.jpg', 'https://s.example/2.jpg']
    },
    { price: EUR('9.90'), compareAtPrice: EUR('11.90') }
  ])
  t.same(Object.keys(withdrawn), ['3'])
  t.same(notices, [])
})

t.test('WooCommerce: line breaks and commas that its exporter escapes are what they stand for', async (t) => {
  const { products } = await readLines(t, [
    'ID,Type,Name,Visibility in catalog,Regular price,Description,Categories,Tags,Attribute 1 name,Attribute 1 value(s)',
    String.raw`1,simple,A,visible,10,"One\n\nTwo\, more","Clothing\, Kids > Tops, New","soft\, warm, new",Size,"S\, small, M"`
  ])
  t.match(products, [
    {
      description: /^One\s+Two, more$/,
      category: 'Clothing, Kids/Tops',
      tags: ['soft, warm', 'new'],
      attributes: { Size: ['S, small', 'M'] }
    }
  ])
})

t.test('WooCommerce: a point parts the cents, whatever follows it', async (t) => {
  const { products } = await readLines(t, [
    'ID,Type,Name,Visibility in catalog,Sale price,Regular price',
    '1,simple,A,visible,,1.250',
    '2,simple,B,visible,,45.00',
    '3,simple,C,visible,"35,50","1.045,00"'
  ])
  t.same(products.map(({ price }) => price), [EUR('1.25'), EUR('45.00'), EUR('35.50')])
  const own = await readLines(t, ['id,title,price', '1,A,1.250'])
  t.same(own.products[0]?.price, EUR('1250'), 'elsewhere it parts thousands')
})

t.test('what exporters write around or instead of values is no value', async (t) => {
  const bigcommerce = await readLines(t, [
    'Item Type,Product ID,Product Name,Product Code/SKU,Product Visible?,Product Custom Fields',
    'Product,1,Towel,T,Y,"""Material=Linen"";""Care=Wash cold; dry"""'
  ])
  t.same(bigcommerce.products[0]?.attributes, { Material: ['Linen'], Care: ['Wash cold; dry'] })

  const magento = await readLines(t, [
    'sku,name,product_type,attribute_set_code,product_online,additional_attributes,base_image,additional_images',
    'a,Tent,simple,Default,1,"season=""Three"",fit=""Wide, long""",no_selection,"/t/1.jpg,/t/2.jpg"'
  ])
  t.match(magento.products[0], {
    attributes: { season: ['Three'], fit: ['Wide, long'] },
    images: ['/t/1.jpg', '/t/2.jpg']
  })

  const ebay = await readLines(t, [
    '*Action(SiteID=Germany|Currency=EUR),CustomLabel,*Title,*ConditionID,*StartPrice,Product:EAN',
    'Add,LMP,Lampe,3000,25.00,Does not apply'
  ])
  t.same(ebay.products[0]?.identifiers, ['LMP'])

  const labelled = await readLines(t, ['id,title,image_link,custom_label_0', '1,Bag,a.jpg,Bestseller'])
  t.same(labelled.products[0]?.attributes, {})
})

t.test('what can be ordered for later is in stock, in every table', async (t) => {
  for (const word of ['backorder', 'on_backorder', 'preorder', 'pre-order']) {
    for (const lines of [
      ['id,title,image_link,availability', `1,A,a.jpg,${word}`],
      ['id,title,in stock', `1,A,${word}`],
      ['ID,Type,Name,Visibility in catalog,Regular price,In stock?', `1,simple,A,visible,1,${word}`]
    ]) t.equal((await readLines(t, lines)).products[0]?.inStock, true, `${word} of ${lines[0] ?? ''}`)
  }
})

t.test('lines above the headings are skipped, with a notice', async (t) => {
  for (const above of [
    ['Example GmbH - Artikelliste', 'Export vom 30.11.2026 08:15', ''],
    ['Product list;;;;', 'He said "hello;;;;', 'User: admin;;;;']
  ]) {
    const { products, notices } = await readLines(t, [
      ...above,
      'SKU;Name;Preis;Währung;Bestand',
      'P1;Löffel;3,50;EUR;4',
      'P2;Gabel;4,50;EUR;0'
    ])
    t.match(products, [
      { id: 'P1', title: 'Löffel', price: EUR('3.50'), inStock: true },
      { id: 'P2', price: EUR('4.50'), inStock: false }
    ])
    t.match(notices, [/headings are in line 4/, /"SKU" is taken/])
  }
})

t.test('rows of a known table are never taken for lines above it; far below nothing is looked for', async (t) => {
  const { products, notices } = await readLines(t, ['id,title', 'a,Mug', 'id,title', 'b,Pan'])
  t.same(products.map(({ id }) => id), ['a', 'id', 'b'])
  t.same(notices, [])
  const far = [...Array.from({ length: 11 }, (_, i) => `Note ${i}`), 'id,title', 'a,Mug']
  await t.rejects(readLines(t, far), { code: 'CATALOGUE_FILE_INVALID', message: /lines stand above the headings, delete them/ })
})

t.test("Amazon's templates of today have the names for programs in a row that their first cell tells", async (t) => {
  const market = '[marketplace_id=A1][language_tag=en_US]#1.value'
  const offer = 'purchasable_offer[marketplace_id=A1][audience=ALL][currency=EUR]'
  const { products } = await readLines(
    t,
    [
      ['settings=attributeRow=3&contentLanguageTag=en_US&dataRow=5&labelRow=2', 'Offer'],
      ['SKU', 'Listing Action', 'Item Name', 'Parentage Level', 'Parent SKU', 'Color', 'Size', 'Main Image URL',
        'Price', 'Sale Price', 'Quantity'],
      ['contribution_sku#1.value', '::record_action', `item_name${market}`, `parentage_level${market}`,
        'child_parent_sku_relationship[marketplace_id=A1]#1.parent_sku', `color${market}`,
        'apparel_size[marketplace_id=A1]#1.size', 'main_product_image_locator[marketplace_id=A1]#1.media_location',
        `${offer}#1.our_price#1.schedule#1.value_with_tax`, `${offer}#1.discounted_price#1.schedule#1.value_with_tax`,
        'fulfillment_availability#1.quantity'],
      ['ABC123', 'Example', 'Example', '', '', '', '', '', '', '', ''],
      ['TS', 'Create', 'Tee', 'Parent', '', '', '', 'https://m.example/p.jpg', '', '', ''],
      ['TS-R', 'Create', 'Tee Red', 'Child', 'TS', 'Red', 'M', 'https://m.example/r.jpg', '19.99', '15.99', '5'],
      ['TS-B', 'Create', 'Tee Blue', 'Child', 'TS', 'Blue', 'L', '', '21.99', '', '0'],
      ['OLD', 'Delete', 'Old', '', '', '', '', '', '', '', '']
    ].map((cells) => cells.join('\t')),
    {}
  )
  t.match(products, [
    {
      id: 'TS',
      title: 'Tee',
      colors: ['Red', 'Blue'],
      price: EUR('15.99'),
      compareAtPrice: EUR('19.99'),
      variants: [
        { id: 'TS-R', options: [{ name: 'Color', value: 'Red' }, { name: 'Size', value: 'M' }], inStock: true },
        { id: 'TS-B', price: EUR('21.99'), inStock: false }
      ]
    }
  ])
  t.equal(products.length, 1)
})

t.test('a list without ids goes by its article numbers', async (t) => {
  const lists: ReadonlyArray<readonly [lines: readonly string[], code: string]> = [
    [['SKU,Name,Price', 'a-1,Mug,3.50'], 'SKU'],
    [['Artikelnummer;Bezeichnung;Preis;Bestand', 'a-1;Becher;3,50;4'], 'Artikelnummer'],
    [['sku,title,image_link,price', 'a-1,Mug,a.jpg,3.50'], 'sku']
  ]
  for (const [lines, code] of lists) {
    const { products, notices } = await readLines(t, lines)
    t.match(products, [{ id: 'a-1', price: EUR('3.50') }])
    t.ok(notices.some((notice) => notice.includes(`"${code}" is taken`)), code)
  }
  const { products } = await readLines(t, ['id,SKU,Name', '1,a-1,Mug'])
  t.match(products, [{ id: '1', identifiers: ['a-1'] }])
})

t.test('an unknown table is refused with an example of its own headings', async (t) => {
  const cases: ReadonlyArray<readonly [heading: string, example: string]> = [
    ['Gewicht;Art-Kürzel;Produktzeile;Kosten', '--map id="Art-Kürzel" --map title="Produktzeile"'],
    ['deep_link,product_name,aw_product_id,tracking', '--map id="aw_product_id" --map title="product_name"'],
    ['Material,Farbe', '--map id="Material" --map title="Farbe"']
  ]
  for (const [heading, example] of cases) {
    await t.rejects(readLines(t, [heading, heading.replace(/\w+/g, 'x')]), { message: new RegExp(example) })
  }
})

t.test('a list that a shop keeps by hand is read in its language', async (t) => {
  const lists: ReadonlyArray<readonly [headings: string, values: string]> = [
    ['Art.-Nr.;Bezeichnung;Hersteller;Warengruppe;Preis;Streichpreis;Bestand;Bild-URL;EAN;Farbe;Größe', 'Hemd;29,90 €;39,90 €'],
    ['Référence;Désignation;Marque;Catégorie;Prix promo;Prix TTC;Quantité;Photo 1;Code-barres;Couleur;Taille', 'Chemise;29,90 €;39,90 €'],
    ['Referencia;Nombre;Marca;Categoría;Precio;Precio anterior;Existencias;Imagen;Código de barras;Color;Talla', 'Camisa;29,90 €;39,90 €'],
    ['Codice;Nome prodotto;Marca;Categoria;Prezzo scontato;Prezzo;Giacenza;Immagine;EAN;Colore;Taglia', 'Camicia;29,90 €;39,90 €'],
    ['Artikelnummer;Naam;Merk;Categorie;Actieprijs;Prijs;Voorraad;Afbeelding;EAN;Kleur;Maat', 'Overhemd;29,90 €;39,90 €'],
    ['Indeks;Nazwa;Producent;Kategoria;Cena promocyjna;Cena;Stan magazynowy;Zdjęcie;EAN;Kolor;Rozmiar', 'Koszula;29,90 €;39,90 €'],
    ['Item No;Item Name;Manufacturer;Category;Retail Price;RRP;Qty;Main Image;Barcode;Colour;Size', 'Shirt;29,90 €;39,90 €']
  ]
  for (const [headings, values] of lists) {
    const [title, now, before] = values.split(';')
    const row = `R1;${title};Nordlin;A > B;${now};${before};3;https://s.example/1.jpg;4006381333931;x;M`
    const { products } = await readLines(t, [headings, row])
    const size = headings.split(';').at(-1)!
    t.match(products, [
      {
        id: 'R1',
        title,
        brand: 'Nordlin',
        category: 'A/B',
        price: EUR('29.90'),
        compareAtPrice: EUR('39.90'),
        inStock: true,
        images: ['https://s.example/1.jpg'],
        identifiers: ['4006381333931'],
        colors: ['x'],
        attributes: { [size]: ['M'] }
      }
    ], headings)
  }
})

t.test('a list that a small shop keeps by hand: plurals, sections, blank rows, photos parted by a slash', async (t) => {
  const { products } = await readLines(t, [
    'Réf.;Désignation;Rubrique;Prix de vente TTC;Prix barré;Dispo;Couleur(s);Tailles;Photos',
    ';;;;;;;;',
    'CH-01;Bottines;Chaussures / Femme;129,00 €;159,00 €;en stock;noir/cognac;36;b1.jpg / b2.jpg',
    '"";"";;;;;;;',
    'DE-11;Armoire;Meubles;1 299,00 €;;sur commande;;;'
  ])
  t.match(products, [
    {
      id: 'CH-01',
      category: 'Chaussures/Femme',
      price: EUR('129.00'),
      compareAtPrice: EUR('159.00'),
      inStock: true,
      colors: ['noir', 'cognac'],
      attributes: { Tailles: ['36'] },
      images: ['b1.jpg', 'b2.jpg']
    },
    { id: 'DE-11', price: EUR('1299.00'), inStock: true, images: [] }
  ])
})

t.test('a variation of Magento that is disabled is not sold', async (t) => {
  const { products, withdrawn } = await readLines(t, [
    'sku,attribute_set_code,product_type,name,product_online,visibility,price,configurable_variations',
    'T-S,Top,simple,Tee S,1,Not Visible Individually,29.00,',
    'T-L,Top,simple,Tee L,2,Not Visible Individually,27.00,',
    '"T",Top,configurable,Tee,1,"Catalog, Search",,"sku=T-S,size=S|sku=T-L,size=L"',
    'OFF,Top,simple,Off,2,"Catalog, Search",5.00,'
  ])
  t.match(products, [{ id: 'T', price: EUR('29.00'), attributes: { size: ['S'] } }])
  t.match(withdrawn, { OFF: /not enabled/ })
})

t.test('a variant of Shopify has the photo of its own column, not the one that stands beside it', async (t) => {
  const { products } = await readLines(t, [
    'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Variant Image',
    'jacket,Jacket,Color,Navy,J-N,10,navy.jpg,navy.jpg',
    'jacket,,,Green,J-G,10,back.jpg,'
  ])
  t.same(products[0]?.images, ['navy.jpg', 'back.jpg'])
  t.same(products[0]?.variants.map(({ image }) => image), ['navy.jpg', undefined])
})

t.test('a metafield of Shopify may be a list in JSON; those of the Google app say nothing to shoppers', async (t) => {
  const { products } = await readLines(t, [
    'Handle,Title,Variant SKU,Variant Price,Image Src,Material (product.metafields.custom.material),Note (product.metafields.custom.note),Google: Custom Product (product.metafields.mm-google-shopping.custom_product)',
    'bag,Bag,B,10,b.jpg,"[""Nylon"",""Elastane""]",[new],TRUE'
  ])
  t.same(products[0]?.attributes, { Material: ['Nylon', 'Elastane'], Note: ['[new]'] })
})

t.test('a feed may state a part twice: one category of several, one title', async (t) => {
  const { products } = await readLines(t, [
    '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Sofa</title><g:title>Sofa Oslo</g:title>',
    '<g:price>5.00 EUR</g:price><g:price>5.00 EUR</g:price><g:image_link>a.jpg</g:image_link>',
    '<g:product_type>Home &gt; Sofas</g:product_type><g:product_type>New</g:product_type></item></channel></rss>'
  ])
  t.match(products, [{ id: '1', title: 'Sofa', category: 'Home/Sofas', price: EUR('5.00') }])
})
