import type { ContainerDetail, Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { checkText } from '../../run/ready/own-probes.ts'
import { withoutUserinfo } from '../../source/mask.ts'
import type { Bundle } from './bundle.ts'
import { type Hidden, maskedAnswer } from './masked-plain.ts'
import { logName } from './recorder.ts'

/** What stays of a run that is about to be thrown away: how its containers are, and what their healthchecks said. */
export async function collect(project: string, engine: Engine, { bundle, hidden, probes }: Into): Promise<void> {
  const found = await engine.containers.list([`${label.project}=${project}`]).catch(() => [])
  const details = await Promise.all(
    found.map(async ({ id }) => await engine.containers.inspect(id).catch(() => undefined)),
  )
  const known = details.filter((detail) => detail !== undefined).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const names = new Set<string>()
  for (const detail of known) {
    let name = logName(detail.labels, detail.id)
    if (names.has(name)) name = `${name}-${detail.id.slice(0, 8)}`
    names.add(name)
    bundle.write(`inspect/${name}.json`, `${JSON.stringify(maskedAnswer(detail.raw, hidden), null, 2)}\n`)
  }
  bundle.append('health.log', known.map((detail) => hidden.redact(healthOf(detail, probes))).join(''))
  const facts = await engineFacts(engine).catch((error: unknown) => ({ error: String(error) }))
  bundle.write('engine.json', `${JSON.stringify(facts, null, 2)}\n`)
}

interface Into {
  readonly bundle: Bundle
  readonly hidden: Hidden
  /** In the order in which they were made. */
  readonly probes: readonly OwnProbe[]
}

/** A run of a healthcheck by muster: the engine's own come at their own pace. */
export interface OwnProbe {
  readonly container: string
  /** RFC 3339. */
  readonly at: string
  readonly exitCode: number
  readonly output: string
}

/** The engine calls each container unhealthy that has ended. */
function healthOf(detail: ContainerDetail, probes: readonly OwnProbe[]): string {
  const { name, health, state, exitCode } = detail
  if (health === undefined) return ''
  const { status, failingStreak, log } = health
  const streak = failingStreak === 1 ? '1 failure' : `${failingStreak} failures`
  const how = state === 'exited' || state === 'dead' ? `ended with code ${exitCode}` : `${status}, ${streak} in a row`
  const own = probes.filter(({ container }) => container === name)
  return [
    `${name} ${how}: ${checkText(detail)}\n`,
    ...log.map(({ start, ...result }) => probeText(start, 'engine', result)),
    ...own.map(({ at, ...result }) => probeText(at, 'muster', result)),
  ].join('')
}

function probeText(at: string, by: string, { exitCode, output }: Pick<OwnProbe, 'exitCode' | 'output'>): string {
  const lines = output.split(/\r?\n/).filter((line) => line !== '')
  return `${at} ${by}: exit ${exitCode}\n${lines.map((line) => `  ${line}\n`).join('')}`
}

async function engineFacts(engine: Engine): Promise<object> {
  const { kind, api, os, experimental } = await engine.version()
  const hostname = await engine.hostname().catch(() => undefined)
  return { kind, api, os, experimental, address: withoutUserinfo(engine.address), ...(hostname && { hostname }) }
}
