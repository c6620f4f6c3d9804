import module from 'node:module'
import path from 'node:path'

export interface WorkerFile {
  readonly url: URL
  /**
   * In place of this process' own options of Node, which a worker takes over by itself: given by name, one that is no
   * option for a worker, e.g. `--max-old-space-size`, is refused.
   */
  readonly execArgv?: readonly string[]
}

/** A file beside that of `base`, a module's `import.meta.url`, to start a worker from; compiled or not, as that one is. */
export function workerFile (name: string, base: string): WorkerFile {
  const url = new URL(`./${name}${path.extname(base)}`, base)
  return isUnderTsx(base) ? { url, execArgv: ['--import', registerTsx()] } : { url }
}

/**
 * Where Node has no `registerHooks`, tsx loads TypeScript on the main thread alone (its issue 354): workers register it
 * themselves.
 */
function isUnderTsx (base: string): boolean {
  return base.endsWith('.ts') && !('registerHooks' in module) && process.execArgv.some((one) => /\btsx\b/.test(one))
}

function registerTsx (): string {
  const code = `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register()`
  return `data:text/javascript,${encodeURIComponent(code)}`
}
