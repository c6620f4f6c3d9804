import { Pacer } from '../../src/aws/pacer.ts'
const p = new Pacer({ perSecond: 1000, burstMs: 10 })
const t0 = performance.now()
for (const a of [10, 5, 50, 0]) p.pass({ amount: a }).then(() => console.log(a, performance.now() - t0))
