import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { packageRoot } from '../src/shared/package-root.ts'
import { FRONT_STATUS, type AwsError } from './aws-error.ts'
import { toJsonSchema, type Shape, type Shapes } from './shape-schema.ts'
import { toAwsError } from './violation.ts'

type ServiceName = 's3vectors' | 'bedrock' | 's3'
export type Members = Record<string, unknown>

interface OperationModel {
  readonly name: string
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode: number }
  readonly input: { readonly shape: string }
  readonly output: { readonly shape: string }
  readonly errors: readonly { readonly shape: string }[]
}

interface ModelFile {
  readonly services: Record<
    ServiceName,
    {
      readonly signingName: string
      readonly operations: Readonly<Record<string, OperationModel>>
      readonly shapes: Shapes
    }
  >
}

/** One operation as the service model has it, with its constraints compiled. */
export interface Operation {
  readonly service: ServiceName
  readonly name: string
  readonly signingName: string
  readonly status: number
  readonly input: Shape
  /** Member of the output that is the whole body of the answer. */
  readonly payload: string | undefined
  /** Status of each error that the operation may answer, by name. */
  readonly errors: ReadonlyMap<string, number>
  /** What is wrong with an input (body, labels, query and headers in one object), as AWS would answer it. */
  check(input: Members): AwsError | undefined
  /** Throws where an answer of the local service itself breaks the model. */
  assertAnswer(name: string, answer: Members): void
}

export interface Route {
  readonly operation: Operation
  /** Values of the labels in the path, decoded. */
  readonly labels: Readonly<Record<string, string>>
}

interface Path {
  readonly method: string
  readonly pattern: RegExp
  readonly operation: Operation
}

/** The operation that a method and a still encoded path address. */
export function findOperation (method: string, path: string): Route | undefined {
  for (const candidate of paths) {
    const match = candidate.method === method && candidate.pattern.exec(path)
    if (!match) continue
    const labels = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])
    return { operation: candidate.operation, labels: Object.fromEntries(labels) }
  }
  return undefined
}

export function errorStatus (operation: Operation | undefined, name: string): number {
  const status = operation?.errors.get(name) ?? FRONT_STATUS[name]
  if (status === undefined) throw new Error(`${operation?.name ?? 'no operation'} does not declare ${name}`)
  return status
}

const paths: readonly Path[] = loadPaths()

function loadPaths (): Path[] {
  const file: ModelFile = JSON.parse(readFileSync(path.join(packageRoot, 'local-aws', 'service-model.json'), 'utf8'))
  return Object.entries(file.services).flatMap(([service, model]) => {
    const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true, unicodeRegExp: true })
    ajv.addKeyword({ keyword: 'maxBytes', validate: (max: number, bytes: Uint8Array) => bytes.length <= max })
    ajv.addSchema(toJsonSchema(model.shapes), service)
    return Object.values(model.operations).map((operation) => ({
      method: operation.http.method,
      pattern: uriPattern(operation.http.requestUri),
      operation: compile(ajv, service as ServiceName, model, operation)
    }))
  })
}

function compile (
  ajv: Ajv,
  service: ServiceName,
  model: ModelFile['services'][ServiceName],
  operation: OperationModel
): Operation {
  const { name, http, input, output, errors } = operation
  const validator = (shape: string): ValidateFunction => {
    const compiled = ajv.getSchema(`${service}#/definitions/${shape}`)
    if (compiled === undefined) throw new Error(`no shape ${shape} in the model of ${service}`)
    return compiled
  }
  const checkInput = validator(input.shape)
  const answers = new Map([
    [name, validator(output.shape)],
    ...errors.map(({ shape }) => [shape, validator(shape)] as const)
  ])
  return {
    service,
    name,
    signingName: model.signingName,
    status: http.responseCode,
    input: shapeOf(model.shapes, input.shape),
    payload: shapeOf(model.shapes, output.shape).payload,
    errors: new Map(errors.map(({ shape }) => [shape, shapeOf(model.shapes, shape).error?.httpStatusCode ?? 500])),
    check: (members) => (checkInput(members) ? undefined : toAwsError(checkInput.errors ?? [])),
    assertAnswer: (answerName, answer) => assertValid(answers.get(answerName), answerName, answer)
  }
}

function assertValid (validate: ValidateFunction | undefined, name: string, answer: Members): void {
  if (validate === undefined || validate(answer)) return
  throw new Error(`the local AWS broke the model of ${name}: ${describe(validate.errors ?? [])}`)
}

function describe (errors: readonly ErrorObject[]): string {
  return errors.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')
}

function shapeOf (shapes: Shapes, name: string): Shape {
  const shape = shapes[name]
  if (shape === undefined) throw new Error(`no shape ${name}`)
  return shape
}

function uriPattern (uri: string): RegExp {
  const greedy = uri.replaceAll(/\{(\w+)\+\}/g, '(?<$1>.+)')
  return new RegExp(`^${greedy.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`)
}
