import t from 'tap'
import { MULTIPLY_CODE } from '../../src/learning/multiply-code.ts'
import { SCAN_CODE } from '../../src/vectors/resident/scan-code.ts'
import { assembleKernel, KERNELS } from '../fixtures/assemble-kernel.ts'

const CODES = { SCAN_CODE, MULTIPLY_CODE }

for (const { text, name } of KERNELS) {
  t.test(`the code in the package is what ${text} assembles to`, async (t) => {
    t.equal(CODES[name], await assembleKernel(text), 'else run: npm run kernels')
  })
}
