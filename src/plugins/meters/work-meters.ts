import { Counter, Histogram, type Registry } from 'prom-client'
import type { Observation } from '../../shared/observations.ts'
import { SECONDS } from './buckets.ts'

/** Codes that mean that the service took on no more, and that a caller had used up its share. */
const REFUSALS: Readonly<Record<string, string>> = { SERVER_BUSY: 'busy', RATE_LIMITED: 'limited' }

/** Counts what the rooms of the service tell of their work. */
export class WorkMeters {
  readonly #meters: ReturnType<typeof makeMeters>

  constructor (registry: Registry) {
    this.#meters = makeMeters(registry)
  }

  record (observation: Observation): void {
    const { phases } = this.#meters
    switch (observation.kind) {
      case 'phase':
        return phases.observe({ phase: observation.phase }, observation.seconds)
      case 'operation':
        return this.#recordOperation(observation)
      case 'error':
        return this.#recordError(observation.code)
      case 'model':
        return this.#recordModelCall(observation)
      case 'aws':
        return this.#recordAwsCall(observation)
    }
  }

  #recordOperation ({ operation, code, seconds }: Extract<Observation, { kind: 'operation' }>): void {
    const { operations, operationSeconds } = this.#meters
    operations.inc({ operation, code })
    if (seconds !== undefined) operationSeconds.observe({ operation }, seconds)
  }

  #recordError (code: string): void {
    const { errors, refused } = this.#meters
    errors.inc({ code })
    const reason = REFUSALS[code]
    if (reason !== undefined) refused.inc({ reason })
  }

  #recordModelCall ({ modality, isFailed, seconds }: Extract<Observation, { kind: 'model' }>): void {
    const { modelSeconds, modelFailures } = this.#meters
    modelSeconds.observe({ modality }, seconds)
    if (isFailed) modelFailures.inc({ modality })
  }

  #recordAwsCall ({ service, operation, outcome, retries, seconds }: Extract<Observation, { kind: 'aws' }>): void {
    const { awsCalls, awsRetries, awsSeconds } = this.#meters
    awsCalls.inc({ service, operation, outcome })
    awsRetries.inc({ service }, retries)
    awsSeconds.observe({ service, operation }, seconds)
  }
}

function makeMeters (registry: Registry) {
  const registers = [registry]
  return { ...makeOperationMeters(registers), ...makeModelMeters(registers), ...makeAwsMeters(registers) }
}

function makeOperationMeters (registers: Registry[]) {
  const refused = new Counter({
    name: 'vitrine_refused_total',
    help: 'Work refused at once: busy, the service is at its limit; limited, the caller is',
    labelNames: ['reason'],
    registers
  })
  // Rates of what has never happened are 0, not absent.
  for (const reason of Object.values(REFUSALS)) refused.inc({ reason }, 0)
  return {
    refused,
    operations: new Counter({
      name: 'vitrine_operations_total',
      help: 'Fields of Query and Mutation asked, by code of the outcome; operation none: a request that reached no field',
      labelNames: ['operation', 'code'],
      registers
    }),
    operationSeconds: new Histogram({
      name: 'vitrine_operation_duration_seconds',
      help: 'Time to answer a field of Query or Mutation',
      labelNames: ['operation'],
      buckets: SECONDS,
      registers
    }),
    errors: new Counter({
      name: 'vitrine_errors_total',
      help: 'Errors that callers were told, by code',
      labelNames: ['code'],
      registers
    })
  }
}

function makeModelMeters (registers: Registry[]) {
  const modelFailures = new Counter({
    name: 'vitrine_model_call_failures_total',
    help: 'Calls of the model for a query that failed',
    labelNames: ['modality'],
    registers
  })
  for (const modality of ['text', 'image', 'video', 'document', 'audio']) modelFailures.inc({ modality }, 0)
  return {
    modelFailures,
    phases: new Histogram({
      name: 'vitrine_phase_duration_seconds',
      help: 'Time in a phase of searching and tagging: decode, embed, store, rank',
      labelNames: ['phase'],
      buckets: SECONDS,
      registers
    }),
    modelSeconds: new Histogram({
      name: 'vitrine_model_call_duration_seconds',
      help: 'Time of a call of the model for a query, waiting for a place included',
      labelNames: ['modality'],
      buckets: SECONDS,
      registers
    })
  }
}

function makeAwsMeters (registers: Registry[]) {
  return {
    awsCalls: new Counter({
      name: 'vitrine_aws_calls_total',
      help: 'Calls to AWS with all their tries; outcome ok or the name of the error',
      labelNames: ['service', 'operation', 'outcome'],
      registers
    }),
    awsRetries: new Counter({
      name: 'vitrine_aws_retries_total',
      help: 'Tries of calls to AWS beyond the first',
      labelNames: ['service'],
      registers
    }),
    awsSeconds: new Histogram({
      name: 'vitrine_aws_call_duration_seconds',
      help: 'Time of a call to AWS with all its tries and waits',
      labelNames: ['service', 'operation'],
      buckets: SECONDS,
      registers
    })
  }
}
