import { workerFileBeside, type WorkerFile } from '../../shared/worker-file.ts'

export type { WorkerFile } from '../../shared/worker-file.ts'

/** A file beside this one to start a worker from. */
export function workerFile (name: string): WorkerFile {
  return workerFileBeside(import.meta.url, name)
}
