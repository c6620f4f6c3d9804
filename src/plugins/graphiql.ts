import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

interface GraphiqlPluginOptions {
  /** Path of the GraphQL endpoint, on this origin. */
  endpoint: string
}

const ASSETS = [
  { name: 'react', folder: 'umd', files: ['react.production.min.js'] },
  { name: 'react-dom', folder: 'umd', files: ['react-dom.production.min.js'] },
  { name: 'graphiql', folder: '', files: ['graphiql.min.js', 'graphiql.min.css'] }
]

// Its editor sets styles from scripts, hence 'unsafe-inline' for styles, on this page alone.
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>GraphiQL · Vitrine</title>
  <link rel="icon" href="/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/graphiql/graphiql/graphiql.min.css">
  <link rel="stylesheet" href="/graphiql/page.css">
  <script defer src="/graphiql/react/react.production.min.js"></script>
  <script defer src="/graphiql/react-dom/react-dom.production.min.js"></script>
  <script defer src="/graphiql/graphiql/graphiql.min.js"></script>
  <script defer src="/graphiql/page.js"></script>
</head>
<body><div id="graphiql">Loading …</div></body>
</html>
`

const STYLE = 'body { margin: 0 } #graphiql { height: 100vh; height: 100dvh }\n'

const DEFAULT_QUERY = `# A photo goes into imageUpload, as a data URI.
query Search($text: String!) {
  search(text: $text, topK: 5) {
    items {
      relevance
      product { id title price { amount currency } }
    }
  }
}
`

async function graphiqlPlugin (app: FastifyInstance, { endpoint }: GraphiqlPluginOptions): Promise<void> {
  app.get('/graphiql', async (_request, reply) =>
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY).type('text/html; charset=utf-8').send(PAGE)
  )
  app.get('/graphiql/page.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(STYLE))
  app.get('/graphiql/page.js', async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(initScript(endpoint))
  )
  for (const { name, folder, files } of ASSETS) {
    await app.register(fastifyStatic, {
      root: join(packageFolder(name), folder),
      prefix: `/graphiql/${name}/`,
      decorateReply: false,
      index: false,
      allowedPath: (path) => files.includes(path.replace(/^\//, '')),
      maxAge: '1d'
    })
  }
}

export default fp(graphiqlPlugin, { name: 'graphiql', fastify: '5.x' })

function packageFolder (name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
}

function initScript (endpoint: string): string {
  const props = {
    defaultQuery: DEFAULT_QUERY,
    defaultEditorToolsVisibility: 'variables',
    variables: JSON.stringify({ text: 'red shoes' }, null, 2)
  }
  return `const props = ${JSON.stringify(props)}
const fetcher = GraphiQL.createFetcher({ url: ${JSON.stringify(endpoint)} })
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, { ...props, fetcher }))
`
}
