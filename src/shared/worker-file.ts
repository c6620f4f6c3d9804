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

/** A file beside the module given by its `import.meta.url`, to start a worker from: compiled or not, as that one is. */
export function workerFileBeside (moduleUrl: string, name: string): WorkerFile {
  const url = new URL(`./${name}${path.extname(moduleUrl)}`, moduleUrl)
  return isUnderTsx() ? { url, execArgv: ['--import', registerTsx()] } : { url }
}

/**
 * Where Node has no `registerHooks`, tsx loads TypeScript on the main thread alone (its issue 354): workers register it
 * themselves.
 */
function isUnderTsx (): boolean {
  return (
    import.meta.url.endsWith('.ts') &&
    !('registerHooks' in module) &&
    process.execArgv.some((argument) => /\btsx\b/.test(argument))
  )
}

function registerTsx (): string {
  const code = `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register()`
  return `data:text/javascript,${encodeURIComponent(code)}`
}
