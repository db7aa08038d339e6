import { setTimeout as delay } from 'node:timers/promises'
import { steadyNow } from '../../run/steady-now.ts'
import { patternText } from '../../scenario/pattern.ts'
import type { Condition } from '../../scenario/scenario.ts'
import { waitReady, type WaitReadyOptions } from '../wait-ready.ts'
import type { World } from '../world/world.ts'
import type { Eyes } from './eyes.ts'
import { addressOf, send } from './request.ts'

interface Waiting {
  readonly seconds: number
  readonly eyes: Eyes
  readonly world: World
}

/** A condition for people. */
export function conditionText(until: Condition): string {
  switch (until.kind) {
    case 'healthy':
      return `${until.service} to be healthy`
    case 'log':
      return `${patternText(until.pattern)} in the log of ${until.service}`
    case 'http':
      return `${until.request.method} ${until.request.url} to answer`
    case 'tcp':
      return `${until.address} to accept connections`
  }
}

/** Resolves as soon as the condition holds; rejects with what was seen last when the time is over. */
export async function waitFor(until: Condition, waiting: Waiting): Promise<void> {
  switch (until.kind) {
    case 'http':
      return await httpAnswers(until, waiting)
    case 'healthy':
      return await serviceIs(until.service, 'healthy', waiting)
    case 'log': {
      const { service, pattern, times } = until
      return await serviceIs(service, [{ kind: 'log', pattern: pattern.source, times }], waiting)
    }
    case 'tcp': {
      const [service = '', port] = until.address.split(':')
      return await serviceIs(service, [{ kind: 'tcp', port: Number(port) }], waiting)
    }
  }
}

async function serviceIs(
  service: string,
  until: WaitReadyOptions['until'],
  { seconds, eyes, world }: Waiting,
): Promise<void> {
  const { projectOf } = await eyes.look()
  const project = projectOf(service)
  if (project === undefined) throw new Error(`there is no container of a service ${service}`)
  await waitReady({ project, service, until, timeout: seconds }, world)
}

/** Milliseconds between two requests: nothing tells when a server begins to answer. */
const pace = { first: 50, most: 500 } as const

async function httpAnswers(
  { request, status }: Condition & { kind: 'http' },
  { seconds, eyes, world }: Waiting,
): Promise<void> {
  const end = steadyNow() + seconds * 1000
  let pause: number = pace.first
  for (;;) {
    const seen = await attempt(async () => {
      const url = addressOf(request.url, await eyes.look())
      const limit = AbortSignal.any([world.signal, AbortSignal.timeout(Math.max(1, Math.ceil(end - steadyNow())))])
      return (await send(request, url, limit)).status
    }, world)
    if (typeof seen === 'number' && (status === undefined ? seen < 400 : seen === status)) return
    world.signal.throwIfAborted()
    if (steadyNow() >= end) {
      throw new Error(typeof seen === 'number' ? `it answers ${seen}` : seen)
    }
    await delay(Math.min(pause, Math.max(0, end - steadyNow())), undefined, { signal: world.signal })
    pause = Math.min(pause * 1.5, pace.most)
  }
}

async function attempt(ask: () => Promise<number>, { signal }: Pick<World, 'signal'>): Promise<number | string> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name) && !signal.aborted)
      return 'there is no answer'
    return error instanceof Error ? error.message : String(error)
  }
}
