import type { ContainerDetail, Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { checkText } from '../../run/own-probes.ts'
import { withoutUserinfo } from '../../source/mask.ts'
import type { Bundle } from './bundle.ts'
import { type Hidden, maskedAnswer } from './masked-plain.ts'
import { logName } from './recorder.ts'

/** What stays of a run that is about to be thrown away: how its containers are, and what their healthchecks said. */
export async function collect(project: string, engine: Engine, { bundle, hidden }: Into): Promise<void> {
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
  bundle.append('health.log', known.map((detail) => hidden.redact(healthOf(detail))).join(''))
  const facts = await engineFacts(engine).catch((error: unknown) => ({ error: String(error) }))
  bundle.write('engine.json', `${JSON.stringify(facts, null, 2)}\n`)
}

interface Into {
  readonly bundle: Bundle
  readonly hidden: Hidden
}

function healthOf(detail: ContainerDetail): string {
  const { name, health } = detail
  if (health === undefined) return ''
  const head = `${name} ${health.status}, ${health.failingStreak} failures in a row: ${checkText(detail)}\n`
  const probes = health.log.map(({ start, exitCode, output }) => {
    const lines = output.split(/\r?\n/).filter((line) => line !== '')
    return `${start} exit ${exitCode}\n${lines.map((line) => `  ${line}\n`).join('')}`
  })
  return head + probes.join('')
}

async function engineFacts(engine: Engine): Promise<object> {
  const { kind, api, os, experimental } = await engine.version()
  const hostname = await engine.hostname().catch(() => undefined)
  return { kind, api, os, experimental, address: withoutUserinfo(engine.address), ...(hostname && { hostname }) }
}
