// Ingests sounds by asynchronous jobs of a local AWS, of which a tenth fails, and kills the ingest with SIGKILL on its
// way; counts jobs that were lost or paid twice. npx tsx bench/kill-jobs.ts [--jobs 1000] [--kills 5] [--seed 1]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startLocalAws } from '../local-aws/local-aws.ts'
import { wavOf } from '../test/fixtures/sounds.ts'
import { machineLine, markdownTable } from './report.ts'

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' }
  }
})
const [count, kills, seed] = [values.jobs, values.kills, values.seed].map(Number) as [number, number, number]

const folder = await mkdtemp(path.join(tmpdir(), 'kill-jobs-'))
const aws = await startLocalAws({ seed, jobs: { failRate: 0.1, delayMs: 200 } })
const env = {
  ...process.env,
  ...aws.env,
  AWS_PROFILE: undefined,
  AWS_EC2_METADATA_DISABLED: 'true',
  EMBEDDER: 'bedrock',
  DIMENSIONS: '256',
  DATA_DIR: path.join(folder, 'data'),
  MEDIA_BUCKET: 'vitrine-media',
  MEDIA_JOB_POLL_MS: '50'
}
const file = path.join(folder, 'products.jsonl')
const started = performance.now()
try {
  await writeProducts()
  let done = 0
  while (done < kills && await killAt(Math.round((count * (done + 1)) / (kills + 1)))) done++
  const code = await finish()
  const report = await outcome()
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${machineLine()}, local AWS, a tenth of the jobs fails, seed ${seed}, ${seconds} s\n`)
  console.log(markdownTable([{ sounds: count, 'kill -9': done, ...report, 'exit code': code ?? 'none' }]))
  process.exitCode = report.lost + report['paid twice'] === 0 && done === kills ? 0 : 1
} finally {
  await aws.close()
  await rm(folder, { recursive: true, force: true })
}

/** 6 seconds are more than one stretch, hence a job. */
async function writeProducts (): Promise<void> {
  const lines: string[] = []
  for (let i = 0; i < count; i++) {
    await writeFile(path.join(folder, `s${i}.wav`), wavOf(6, seed * 100_000 + i + 1))
    lines.push(JSON.stringify({ id: `p${i}`, title: `Product ${i}`, audio: [`s${i}.wav`] }))
  }
  await writeFile(file, lines.join('\n'))
}

function ingest () {
  const command = ['--import', 'tsx', 'src/commands/vitrine.ts', 'ingest', file]
  return spawn(process.execPath, command, { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Whether the ingest was killed before it had ended by itself. */
async function killAt (jobs: number): Promise<boolean> {
  const child = ingest()
  while (child.exitCode === null && aws.jobs.length < jobs) await sleep(20)
  if (child.exitCode !== null) return false
  child.kill('SIGKILL')
  await once(child, 'exit')
  return true
}

async function finish (): Promise<number | null> {
  const [code] = await once(ingest(), 'exit') as [number | null]
  return code
}

/** A job that has not failed is paid; a sound without records has to be among the rejects. */
async function outcome () {
  const paid = new Map<string, number>()
  for (const { input, status } of aws.jobs) {
    if (status !== 'Failed') paid.set(input, (paid.get(input) ?? 0) + 1)
  }
  const checkpoints = path.join(env.DATA_DIR, 'checkpoints')
  const rejects = await readFile(path.join(checkpoints, 'products-products.jsonl.rejects.jsonl'), 'utf8').catch(() => '')
  const named = rejects.split('\n').filter((line) => line.includes('MEDIA_JOB_FAILED')).length
  return {
    'jobs started': aws.jobs.length,
    failed: aws.jobs.filter(({ status }) => status === 'Failed').length,
    embedded: paid.size,
    'left out and named': named,
    lost: count - paid.size - named,
    'paid twice': [...paid.values()].filter((times) => times > 1).length
  }
}
