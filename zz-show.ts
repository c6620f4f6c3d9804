import { readCatalogue } from '/work/wt-sources/src/catalogue/sources/read-catalogue.ts'
for (const file of process.argv.slice(2)) {
  console.log('==', file)
  try {
    for await (const row of readCatalogue(file, { currency: 'EUR', onNotice: (m) => console.log('  !', m.slice(0, 200)) })) {
      if ('reason' in row) { console.log('  bad', row.line, row.id, row.isWithdrawn ?? '', row.reason.slice(0, 200)); continue }
      const { variants, ...p } = row.product
      console.log('  ', row.line, JSON.stringify(p).slice(0, 700), '| variants', variants.length, JSON.stringify(variants[0] ?? '').slice(0, 250))
    }
  } catch (e) { console.log('  ERR', (e as Error).message) }
}
