import { serverAudits } from 'graphql-http'
import t from 'tap'
import { searchShop } from '../fixtures/search-shop.ts'

t.test('GraphQL over HTTP: everything that the specification says a server must or should do', async (t) => {
  const { app } = await searchShop(t)
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`
  const audits = serverAudits({ url, fetchFn: fetch })

  t.ok(audits.filter(({ name }) => /^(MUST|SHOULD)/.test(name)).length > 30)
  for (const audit of audits) {
    const result = await audit.fn()
    if (result.status !== 'notice') {
      t.equal(result.status, 'ok', `${audit.name}${'reason' in result ? `: ${result.reason}` : ''}`)
    } else t.match(audit.name, /^MAY/, `${audit.name}: ${result.reason}`)
  }
})
