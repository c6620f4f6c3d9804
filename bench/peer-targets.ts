import assert from 'node:assert/strict'
import { request } from 'undici'
import { brandOf, FILTERED_BRAND, K, wordsOf, type PeerData } from './peer-data.ts'

/** A call of a server over HTTP, ready to be sent. */
export interface Call {
  readonly path: string
  readonly body: string
}

/** A server that does the same work: ten nearest of the vectors, with a title and a brand. */
export interface Target {
  readonly name: string
  readonly url: string
  /** Fills it with the data; what was there under the same name is gone. */
  load (data: PeerData): Promise<void>
  /** One more record, at this position of the data. */
  write (position: number, vector: Float32Array): Promise<void>
  search (data: PeerData, query: number, isFiltered: boolean): Call
  /** Positions of what was found, nearest first. */
  found (answer: unknown): number[]
}

const BATCH = 200

/** Weaviate by its GraphQL, version 1.3x; documented at docs.weaviate.io/weaviate/api/graphql. */
export function weaviate (url: string): Target {
  const className = 'VitrineBench'
  const toObject = (i: number, vector: Float32Array) => ({
    class: className,
    properties: { position: i, title: `Product ${i}`, brand: brandOf(i) },
    vector: [...vector]
  })
  const put = async (objects: unknown[]) => {
    const answers = (await send(url, 'POST', '/v1/batch/objects', { objects })) as Array<{
      result?: { errors?: unknown }
    }>
    for (const { result } of answers) assert.equal(result?.errors ?? null, null)
  }
  return {
    name: 'Weaviate',
    url,
    load: async ({ vectors }) => {
      await send(url, 'DELETE', `/v1/schema/${className}`)
      await send(url, 'POST', '/v1/schema', {
        class: className,
        vectorizer: 'none',
        vectorIndexConfig: { distance: 'cosine' },
        properties: [
          { name: 'position', dataType: ['int'] },
          { name: 'title', dataType: ['text'] },
          { name: 'brand', dataType: ['text'], tokenization: 'field' }
        ]
      })
      for (let i = 0; i < vectors.length; i += BATCH) {
        await put(vectors.slice(i, i + BATCH).map((vector, j) => toObject(i + j, vector)))
      }
    },
    write: async (position, vector) => await put([toObject(position, vector)]),
    search: ({ queries }, query, isFiltered) => {
      const where = isFiltered
        ? `, where: { path: ["brand"], operator: Equal, valueText: ${JSON.stringify(FILTERED_BRAND)} }`
        : ''
      const near = `nearVector: { vector: [${queries[query]!.join(',')}] }`
      return {
        path: '/v1/graphql',
        body: JSON.stringify({
          query: `{ Get { ${className}(limit: ${K}, ${near}${where}) { position title brand _additional { distance } } } }`
        })
      }
    },
    found: (answer) => {
      const { data } = answer as { data: { Get: Record<string, Array<{ position: number }>> } }
      return data.Get[className]!.map(({ position }) => position)
    }
  }
}

/** Qdrant by its REST interface, version 1.1x; documented at api.qdrant.tech. */
export function qdrant (url: string): Target {
  const path = '/collections/vitrine-bench'
  const put = async (points: unknown[]) => await send(url, 'PUT', `${path}/points?wait=true`, { points })
  const toPoint = (i: number, vector: Float32Array) => ({
    id: i,
    vector: [...vector],
    payload: { title: `Product ${i}`, brand: brandOf(i) }
  })
  return {
    name: 'Qdrant',
    url,
    load: async ({ vectors, dimension }) => {
      await send(url, 'DELETE', path)
      await send(url, 'PUT', path, { vectors: { size: dimension, distance: 'Cosine' } })
      await send(url, 'PUT', `${path}/index?wait=true`, { field_name: 'brand', field_schema: 'keyword' })
      for (let i = 0; i < vectors.length; i += BATCH) {
        await put(vectors.slice(i, i + BATCH).map((vector, j) => toPoint(i + j, vector)))
      }
    },
    write: async (position, vector) => {
      await put([toPoint(position, vector)])
    },
    search: ({ queries }, query, isFiltered) => ({
      path: `${path}/points/search`,
      body: JSON.stringify({
        vector: [...queries[query]!],
        limit: K,
        with_payload: true,
        ...(isFiltered && { filter: { must: [{ key: 'brand', match: { value: FILTERED_BRAND } }] } })
      })
    }),
    found: (answer) => (answer as { result: Array<{ id: number }> }).result.map(({ id }) => id)
  }
}

const SEARCH =
  'query ($text: String, $filter: ProductFilter) { search(text: $text, filter: $filter, topK: 10, cutoff: false, spelling: false) { items { product { id title brand } score } } }'

/** This service, in a process of bench/peer-server.ts, which is filled as it starts. */
export function vitrine (url: string, write: Target['write']): Target {
  return {
    name: 'Vitrine',
    url,
    load: async () => {},
    write,
    search: (_data, query, isFiltered) => ({
      path: '/graphql',
      body: JSON.stringify({
        query: SEARCH,
        variables: { text: wordsOf(query), filter: isFiltered ? { brand: [FILTERED_BRAND] } : null }
      })
    }),
    found: (answer) => {
      const { data } = answer as { data: { search: { items: Array<{ product: { id: string } }> } } }
      return data.search.items.map(({ product }) => Number(product.id.slice(1)))
    }
  }
}

/** Deleting what is not there is no problem. */
async function send (url: string, method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
  const response = await request(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  const text = await response.body.text()
  assert.ok(response.statusCode < 300 || method === 'DELETE', `${method} ${path}: ${response.statusCode} ${text}`)
  return text === '' || method === 'DELETE' ? undefined : JSON.parse(text)
}
