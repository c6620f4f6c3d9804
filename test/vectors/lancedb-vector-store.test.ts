import t from 'tap'
import { LanceDbVectorStore } from '../../src/vectors/lancedb/lancedb-vector-store.ts'
import { testVectorStore } from '../fixtures/vector-store-contract.ts'

testVectorStore(t, 'lancedb', (t) => LanceDbVectorStore.open({ dataDir: t.testdir() }))
