import type { WireExchange } from '../aws/wire-watch.ts'
import { Findings, type Finding } from './finding.ts'

const SKEW_WARNING_MS = 30_000
/** From here on AWS refuses signatures. */
const SKEW_LIMIT_MS = 5 * 60_000

/** Which endpoints were called, and how far the clocks are apart: told from the answers to the other checks. */
export function checkWire (exchanges: readonly WireExchange[]): readonly Finding[] {
  const findings = new Findings('network')
  const endpoints = new Map(
    exchanges.map((exchange) => [`${exchange.service} ${exchange.endpoint} ${exchange.region}`, exchange])
  )
  for (const exchange of endpoints.values()) checkEndpoint(findings, exchange)
  checkClock(findings, exchanges)
  return findings.list
}

function checkEndpoint (findings: Findings, { service, endpoint, region }: WireExchange): void {
  if (region !== undefined) return findings.ok('endpoint', `${service} at ${endpoint}, signed for ${region}`)
  findings.warn('endpoint', {
    detail: `${service} at ${endpoint} is called with the API key of AWS_BEARER_TOKEN_BEDROCK, which goes before all other credentials`,
    advice: 'Unset it unless it is meant: a stale one fails although the role is right.'
  })
}

function checkClock (findings: Findings, exchanges: readonly WireExchange[]): void {
  const skews = exchanges.flatMap(({ skewMs }) => skewMs ?? []).sort((a, b) => a - b)
  const skewMs = skews[Math.floor(skews.length / 2)]
  if (skewMs === undefined) {
    return findings.warn('clock', {
      detail: 'no answer of AWS told its time',
      advice: 'Check that AWS can be reached from here: network, proxy, VPC endpoints and their security groups.'
    })
  }
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  const detail =
    seconds === 0 ? 'as the clock of AWS' : `${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} the clock of AWS`
  const advice =
    'Set the clock of this machine by NTP (chrony or systemd-timesyncd): AWS refuses signatures that are 5 minutes off.'
  if (Math.abs(skewMs) >= SKEW_LIMIT_MS) findings.fail('clock', { detail, advice })
  else if (Math.abs(skewMs) >= SKEW_WARNING_MS) findings.warn('clock', { detail, advice })
  else findings.ok('clock', detail)
}
