import { constants, existsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../config/config.ts'
import { Findings, type Finding } from './finding.ts'

const MEGABYTE = 1 << 20
const LITTLE_MB = 1024
const TOO_LITTLE_MB = 100

/** Whether DATA_DIR can be written and has room. On AWS only ingest writes there, its checkpoints. */
export async function checkDataFolder ({ DATA_DIR, VECTOR_STORE }: Config): Promise<readonly Finding[]> {
  const findings = new Findings('data folder')
  const folder = path.resolve(DATA_DIR)
  const existing = await nearestFolder(folder)
  const isEmbedded = VECTOR_STORE === 'lancedb'
  // A store that is there is searched without being written.
  const level = isEmbedded && !existsSync(path.join(folder, 'lancedb')) ? 'failed' : 'warning'
  const writable = await findings.attempt(
    'writable',
    async () => {
      await access(existing, constants.W_OK | constants.X_OK)
      return true
    },
    {
      level,
      advice: `Make ${existing} writable for the user of the process, or set DATA_DIR.${level === 'warning' ? ' Only ingest and reviews need it.' : ''}`
    }
  )
  if (writable) findings.ok('writable', existing === folder ? folder : `${folder}, to be made in ${existing}`)
  const { bavail, bsize } = await statfs(existing)
  checkSpace(findings, Math.floor((bavail * bsize) / MEGABYTE), isEmbedded ? 'failed' : 'warning')
  return findings.list
}

function checkSpace (findings: Findings, freeMb: number, level: 'failed' | 'warning'): void {
  const trouble = {
    detail: `${freeMb} MB free`,
    advice: 'Free some space, or set DATA_DIR to a larger disk: 10,000 views of 1,024 values take about 60 MB.'
  }
  if (freeMb >= LITTLE_MB) findings.ok('space', trouble.detail)
  else if (freeMb < TOO_LITTLE_MB && level === 'failed') findings.fail('space', trouble)
  else findings.warn('space', trouble)
}

async function nearestFolder (folder: string): Promise<string> {
  try {
    await access(folder)
    return folder
  } catch {
    return folder === path.dirname(folder) ? folder : await nearestFolder(path.dirname(folder))
  }
}
