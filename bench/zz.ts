import { join } from 'node:path'
import sharp from 'sharp'
import { packageRoot } from '../src/config.ts'
import { BuiltinEmbedder } from '../src/embedding/builtin/builtin-embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { readFileSync } from 'node:fs'
const e = await BuiltinEmbedder.open({ modelsDir: join(packageRoot, 'models') })
const b = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#d02030' } }).jpeg().toBuffer()
const image = await inspectImage(b, { maxPixels: 1e8, maxBytes: 1e8 })
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
for (let i = 0; i < 30; i++) await e.embed({ image }, { purpose: 'query' })
const c = cpu()
const times = []
for (let i = 0; i < 100; i++) { const s = performance.now(); await e.embed({ image }, { purpose: 'query' }); times.push(performance.now() - s) }
const photoCpu = (cpu() - c) / 100
for (let i = 0; i < 30; i++) await e.embed({ text: 'garden chair ' + i }, { purpose: 'query' })
const d = cpu()
for (let i = 0; i < 100; i++) await e.embed({ text: 'garden chair ' + i }, { purpose: 'query' })
const textCpu = (cpu() - d) / 100
times.sort((x, y) => x - y)
console.log(process.env.NAME, 'photo cpu ms', photoCpu.toFixed(2), 'text cpu ms', textCpu.toFixed(2), 'p50 wall', times[50].toFixed(1), 'rss', Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024))
await e.close()
