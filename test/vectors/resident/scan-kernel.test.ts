import t from 'tap'
import { SCAN_CODE } from '../../../src/vectors/resident/scan-code.ts'
import { packageRoot } from '../../../src/shared/package-root.ts'
import { assembleKernel } from '../../fixtures/scan-kernel.ts'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

t.test('the kernel in the package is what its text assembles to', async (t) => {
  const source = pathToFileURL(join(packageRoot, 'src', 'vectors', 'resident', 'scan.wat'))
  t.equal(SCAN_CODE, await assembleKernel(source), 'else run: npm run kernel')
})
