import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import { MEDIA_EXTENSIONS } from '../media/media-extensions.ts'

interface MediaPluginOptions {
  /** Folder of local photos, clips, sounds and PDFs of products, served under `/media/`. */
  readonly folder: string
}

interface Picture {
  readonly root: string
  readonly file: string
}

/** Anything else beside them, such as the catalogue itself, is not for shoppers; SVG may hold scripts. */
const PICTURES = ['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif']
const DOCUMENT = '.pdf'
const SERVED = new Set([...PICTURES, ...Object.values(MEDIA_EXTENSIONS).flat().map((name) => `.${name}`)])
const MAX_AGE = '30d'

/** Photos, clips, sounds and PDFs of products in a folder, nothing else; needs the storefront, which sends files. */
async function mediaPlugin (app: FastifyInstance, { folder }: MediaPluginOptions): Promise<void> {
  app.get<{ Params: { '*': string } }>('/media/*', async (request, reply) => {
    const found = await findPicture(folder, request.params['*'])
    if (!found) return reply.callNotFound()
    forbidAll(reply, found.file)
    return await reply.sendFile(found.file, found.root, { index: false, dotfiles: 'deny', maxAge: MAX_AGE })
  })
}

/** Other shops' pages may show these pictures, and no browser may take one for a page. */
function forbidAll (reply: FastifyReply, file: string): void {
  // Browsers show no PDF in a sandbox; what scripts it holds run in their viewer's own.
  const isDocument = path.extname(file).toLowerCase() === DOCUMENT
  const policy = "default-src 'none'"
  reply.header('content-security-policy', isDocument ? policy : `sandbox; ${policy}`)
  reply.header('x-content-type-options', 'nosniff')
  reply.header('cross-origin-resource-policy', 'cross-origin')
}

/** Where a picture really lies, as its folder and the path in it; undefined for what is none or lies elsewhere. */
async function findPicture (folder: string, asked: string): Promise<Picture | undefined> {
  try {
    if (!isPicturePath(asked)) return undefined
    const root = await realpath(folder)
    const file = path.relative(root, await realpath(path.join(root, asked)))
    if (!isPicturePath(file) || path.isAbsolute(file)) return undefined
    return (await stat(path.join(root, file))).isFile() ? { root, file: file.split(path.sep).join('/') } : undefined
  } catch {
    return undefined
  }
}

/** Neither hidden nor out of the folder: no step begins with a dot. */
function isPicturePath (file: string): boolean {
  const steps = file.split(/[\\/]/)
  return SERVED.has(path.extname(file).toLowerCase()) && !steps.some((step) => step.startsWith('.'))
}

export default fp(mediaPlugin, { name: 'media', fastify: '5.x', dependencies: ['storefront'] })
