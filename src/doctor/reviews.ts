import type { Config } from '../config/config.ts'
import { openReviewStore } from '../review/store/open-review-store.ts'
import { Findings, type Finding } from './finding.ts'

/** Whether what people decided about tags can be read, wherever it is kept; changes nothing. */
export async function checkReviews (config: Config): Promise<readonly Finding[]> {
  const findings = new Findings('reviews')
  await findings.attempt('log', async () => {
    const store = await openReviewStore(config)
    try {
      findings.ok('log', `${(await store.entries()).length} entries in ${store.place}`)
    } finally {
      await store.close()
    }
  })
  return findings.list
}
