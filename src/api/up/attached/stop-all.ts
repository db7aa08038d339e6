import { label } from '../../../model/labels.ts'
import { isAlive } from '../../../plan/is-alive.ts'
import { within } from '../../../run/within.ts'
import { stop } from '../../down.ts'
import type { Sight } from '../sight.ts'
import { lastWords } from '../soon-after.ts'
import type { Asked, Session } from './session.ts'

/** in reverse order, and at once when `kill` aborts. Says what still runs. */
export async function stopAll(session: Session, kill: AbortSignal, { options, world }: Asked): Promise<void> {
  const { sight, follower, hookSpeaker } = session
  const services = options.services.length > 0 ? sight.policy.targets : []
  let killed: Promise<void> | undefined
  const onKill = (): void => void (killed ??= killAll(sight, services))
  if (kill.aborted) onKill()
  kill.addEventListener('abort', onKill)
  const timeout = options.timeout === undefined ? {} : { timeout: options.timeout }
  await stop(sight, { ...timeout, services, hookSpeaker }, { ...world, force: kill })
  await killed
  if (kill.aborted) {
    await begunStarts(session)
    await killAll(sight, services)
  }
  await within(lastWords, follower.drained())
  const left = await running(sight, services)
  if (left.length > 0) world.emit({ type: 'notice', message: `still running: ${left.join(', ')}` })
}

/** Names of the containers of the services that run; of all services where none is named. */
async function running({ engine, project }: Sight, services: readonly string[]): Promise<readonly string[]> {
  const found = await engine.containers.list([`${label.project}=${project.name}`])
  const ours = found.filter(({ service, oneOff }) => !oneOff && (services.length === 0 || services.includes(service)))
  return ours.filter(isAlive).map(({ name }) => name)
}

async function killAll(sight: Sight, services: readonly string[]): Promise<void> {
  const names = await running(sight, services)
  await Promise.all(names.map(async (name) => await sight.engine.containers.kill(name, 'SIGKILL')))
}

/** Milliseconds: so long a start may take that was under way at the second Ctrl-C. */
const lateStart = 2_000

/** Resolves when no start is under way any more: a kill would miss what it brings up a moment later. */
async function begunStarts({ begun, watch: events, sight: { engine } }: Session): Promise<void> {
  const started = async (container: string): Promise<void> => {
    const changes = events.changes(container)
    const isUnderWay = async (): Promise<boolean> => (await engine.containers.inspect(container)).state === 'created'
    if (!(await isUnderWay())) return
    for await (const _ of changes) if (!(await isUnderWay())) return
  }
  const all = Promise.allSettled([...begun].map(started))
  await within(lateStart, all)
}
