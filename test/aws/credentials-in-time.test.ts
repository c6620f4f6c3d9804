import { createServer, type AddressInfo, type Socket } from 'node:net'
import { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import t from 'tap'
import { clientSettings } from '../../src/aws/client-settings.ts'
import { S3VectorStore } from '../../src/vectors/s3/s3-vector-store.ts'

t.test('metadata that does not answer is told within three seconds, with its address', async (t) => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
  }).listen(0, '127.0.0.1')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/credentials`
  const others = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_PROFILE',
    'HOME',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI'
  ]
  const before = others.map((name) => [name, process.env[name]] as const)
  t.teardown(() => {
    for (const [name, value] of before) value === undefined ? delete process.env[name] : (process.env[name] = value)
  })
  for (const name of others) delete process.env[name]
  Object.assign(process.env, { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri, HOME: t.testdir({}) })
  const settings = {
    region: 'us-east-1',
    maxAttempts: 7,
    connectTimeoutMs: 2000,
    requestTimeoutMs: 5000,
    callTimeoutMs: 20_000,
    maxSockets: 4
  }
  const store = new S3VectorStore({
    client: new S3VectorsClient(clientSettings(settings)),
    bucket: 'shop',
    ...settings
  })
  const start = performance.now()

  await t.rejects(store.openIndex('products-4'), {
    code: 'CREDENTIALS_MISSING',
    message: new RegExp(`since the credentials endpoint ${uri} did not answer within 2500 ms`)
  })
  t.ok(performance.now() - start < 3500)
  await store.close()
})
