import { stat } from 'node:fs/promises'
import path from 'node:path'
import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { loadConfig, type Config } from './config/config.ts'
import { ConfigInvalidError, isCodedError, PortInUseError } from './errors.ts'
import { createLogger } from './logger.ts'
import { isWritable } from './shared/data-folder.ts'
import { describeMistyped, mistypedSettings } from './shared/mistyped-settings.ts'
import { createServices, type Services } from './services.ts'
import { startTracing } from './tracing.ts'

/**
 * Connections that may wait to be accepted; the system's own bound holds (`net.core.somaxconn`). A flood of new ones
 * overflows Node's 511, and who is dropped tries again after 1, 3 and 7 seconds.
 */
const BACKLOG = 65_535

/** An empty one, as a variable that is not set leaves it, opens what it was to close. */
const GUARDS = ['REQUIRE_SEARCH_KEY', 'API_KEYS', 'RATE_LIMIT', 'CURSOR_SECRET']

/** Starts the service and resolves to its address. SIGTERM and SIGINT let open requests end, then close. */
export async function serve (env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const config = loadConfig(env)
  const logger = createLogger(config)
  const tracing = await startTracing(config, logger)
  for (const mistyped of mistypedSettings(env)) logger.warn(describeMistyped(mistyped))
  for (const name of GUARDS) if (env[name] === '') logger.warn(`${name} is set to nothing, which counts as not set`)
  warnByLog(logger)
  await assertMediaFolder(config)
  const services = await createServices(config, 'search')
  try {
    await assertCatalogue(services, logger)
    await warn(config, services, logger)
    if (config.TAXONOMY !== '') await services.taggers.taxonomies()
    await readReviews(services, logger)
    await warnOfReadOnly(config, logger)
    const app = await buildApp({ config, services, logger })
    const address = await listen(app, config)
    prepareTagging(services, logger)
    services.applier.start()
    closeWithGrace({ delay: config.CLOSE_GRACE_MS, logger }, async ({ err, signal }) => {
      if (err) logger.error(err)
      logger.info({ signal }, 'closing: open requests may end, no new ones are taken')
      await app.close()
      await tracing?.stop()
      logger.info('closed')
    })
    return address
  } catch (error) {
    await services.close()
    throw error
  }
}

/** Warnings of Node, and of all that has no logger, as lines like the others in place of plain text. */
function warnByLog (logger: Logger): void {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => logger.warn({ name }, message))
}

/** Of what works, and not as somebody may think. */
async function warn ({ TRUST_PROXY }: Config, { signingSecret }: Services, logger: Logger): Promise<void> {
  const { warning } = await signingSecret.open()
  if (warning) logger.warn(warning)
  if (TRUST_PROXY !== true) return
  logger.warn('TRUST_PROXY=true believes whatever address a caller writes, and ends the rate limit: name the proxies')
}

/** Of a store that is busy, or still to be filled: what a start need not wait for. */
const PASSING = new Set(['CATALOGUE_EMPTY', 'STORE_THROTTLED', 'STORE_TIMEOUT'])

/**
 * A catalogue of another model is refused at start rather than searched with noise; one that cannot be read yet is read
 * by searches.
 */
async function assertCatalogue ({ catalogue }: Services, logger: Logger): Promise<void> {
  await Promise.all(
    catalogue.dimensions.map(async (dimension) => {
      try {
        await catalogue.open(dimension)
      } catch (error) {
        if (!isCodedError(error) || !PASSING.has(error.code)) throw error
        logger.warn({ dimension, code: error.code }, `started without its catalogue: ${error.message}`)
      }
    })
  )
}

/** Pictures that are not there would be missing one by one. */
async function assertMediaFolder ({ MEDIA_DIR }: Config): Promise<void> {
  if (MEDIA_DIR === '') return
  const isFolder = await stat(MEDIA_DIR).then(
    (found) => found.isDirectory(),
    () => false
  )
  if (!isFolder) {
    throw new ConfigInvalidError(
      `MEDIA_DIR is ${MEDIA_DIR}, where there is no folder that can be read; make it, or leave MEDIA_DIR empty`
    )
  }
}

/** A damaged log does not keep searches from being answered; the whole text, with its place, is for the log alone. */
async function readReviews ({ reviewLog }: Services, logger: Logger): Promise<void> {
  await reviewLog
    .entries()
    .catch((error: Error) => logger.error(`reviews fail, and tagging knows none of them, until this is mended: ${error.message}`))
}

async function warnOfReadOnly ({ DATA_DIR }: Config, logger: Logger): Promise<void> {
  if (await isWritable(DATA_DIR)) return
  logger.warn(
    `DATA_DIR (${path.resolve(DATA_DIR)}) cannot be written: searches and tags are answered; reviews cannot be kept, and labels that are not known yet are embedded at every start`
  )
}

/** In the background: labels that were not embedded before take the model a while, for which no caller should wait. */
function prepareTagging ({ taggers }: Services, logger: Logger): void {
  const start = performance.now()
  taggers.tagger().then(
    ({ taxonomy }) =>
      logger.info(
        `ready to tag with the taxonomy ${taxonomy.name} after ${Math.round(performance.now() - start)} ms`
      ),
    (error: Error) => logger.warn(`not ready to tag: ${error.message}`)
  )
}

async function listen (app: FastifyInstance, { HOST, PORT }: Config): Promise<string> {
  try {
    return await app.listen({ host: HOST, port: PORT, backlog: BACKLOG })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new PortInUseError(PORT, { cause })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EACCES') {
      throw new ConfigInvalidError(
        `this machine cannot listen on HOST ${HOST}, PORT ${PORT} (${code}). Set HOST to an address of this machine, 0.0.0.0 for all of them, and PORT to a free one from 1024 on`,
        { cause }
      )
    }
    throw cause
  }
}
