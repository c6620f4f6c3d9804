/** An answer with its confidence, and whether it was right. */
export interface Answer {
  readonly confidence: number
  readonly isRight: boolean
}

export interface CoveragePoint {
  /** Share of questions answered, the most confident first. */
  readonly coverage: number
  readonly precision: number
}

export interface ReliabilityBin {
  readonly from: number
  readonly count: number
  readonly confidence: number
  readonly precision: number
}

const BINS = 10

/** Precision of the most confident tenth, two tenths, and so on: El-Yaniv and Wiener 2010. */
export function riskCoverage (answers: readonly Answer[]): CoveragePoint[] {
  const sorted = [...answers].sort((a, b) => b.confidence - a.confidence)
  return Array.from({ length: 10 }, (_, i) => {
    const coverage = (i + 1) / 10
    const kept = sorted.slice(0, Math.max(1, Math.round(coverage * sorted.length)))
    return { coverage, precision: kept.filter(({ isRight }) => isRight).length / kept.length }
  })
}

/** Ten bins of equal width; empty ones are left out. */
export function reliability (answers: readonly Answer[]): ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, i) => {
    const bin = answers.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === i)
    const count = bin.length
    return {
      from: i / BINS,
      count,
      confidence: bin.reduce((sum, { confidence }) => sum + confidence, 0) / count,
      precision: bin.filter(({ isRight }) => isRight).length / count
    }
  }).filter(({ count }) => count > 0)
}

/** Mean distance of confidence and precision over the bins, by their counts: Guo et al. 2017, equation 3. */
export function expectedCalibrationError (answers: readonly Answer[]): number {
  return reliability(answers).reduce(
    (sum, { count, confidence, precision }) => sum + (count / answers.length) * Math.abs(confidence - precision),
    0
  )
}
