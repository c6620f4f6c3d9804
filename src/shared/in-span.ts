import { context, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api'

/** Gives spans that do nothing until a tracer is registered, as `startTracing` does. */
const tracer = trace.getTracer('vitrine')

/** Runs the work in a span of its own, in which the spans of what it calls lie. */
export async function inSpan<T> (name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T> {
  const span = tracer.startSpan(name, { attributes })
  if (!span.isRecording()) return await work(span)
  try {
    return await context.with(trace.setSpan(context.active(), span), work, undefined, span)
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: nameOf(error) })
    throw error
  } finally {
    span.end()
  }
}

/** A code or a class: messages may quote what a caller asked. */
function nameOf (error: unknown): string {
  if (!(error instanceof Error)) return 'Error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
