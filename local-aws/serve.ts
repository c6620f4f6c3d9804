import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { fromEmbedder } from './from-embedder.ts'
import { OBJECT_BUCKET } from './local-service.ts'
import { startLocalAws } from './local-aws.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4566' },
    host: { type: 'string', default: '127.0.0.1' },
    verbose: { type: 'boolean', default: false }
  }
})

const embedder = await createEmbedder(loadConfig({ EMBEDDER: 'builtin' }))
const aws = await startLocalAws({
  port: Number(values.port),
  host: values.host,
  embedder: fromEmbedder(embedder),
  log: ({ operation, status, error = '', bytes }) => {
    if (values.verbose) process.stderr.write(`${operation} ${status ?? 'no answer'} ${error} ${bytes} bytes\n`)
  }
})
/** What makes the service speak AWS, beside where AWS is. */
const service = { EMBEDDER: 'bedrock', VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'vitrine-local', REVIEW_BUCKET: OBJECT_BUCKET }
/** Of the shell that would keep the exports from working, or send secrets here that are meant for AWS. */
const OTHERS = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT'
]
process.stdout.write(
  Object.entries({ ...aws.env, ...service })
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('')
)
process.stdout.write(`unset ${OTHERS.join(' ')}\n`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await aws.close()
    await embedder.close()
  })
}
