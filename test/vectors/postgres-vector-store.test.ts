import t from 'tap'
import { pgliteServer } from '../fixtures/pglite-server.ts'
import { postgresStore } from '../fixtures/postgres-stores.ts'
import { testVectorStore } from '../fixtures/vector-store-contract.ts'

const url = process.env['TDB'] ?? await pgliteServer(t)
testVectorStore(t, 'PostgreSQL', async () => await postgresStore(url))
