import { givenVariables } from '../../model/given-variables.ts'
import { label } from '../../model/labels.ts'
import type { Project } from '../../model/project.ts'
import { everyProjectOf } from '../../run/lease/leased-project.ts'
import { endpointsOf, variableName } from '../endpoints.ts'
import type { Lease } from '../lease/lease.ts'
import type { World } from '../world/world.ts'
import type { KeptOutput } from './kept-output.ts'
import type { TestOptions, TestSeat } from './options.ts'
import type { Verdict } from './report.ts'
import { runOnHost, runService, type Running, supervise } from './subject.ts'
import { testVariables, unpublishedServices } from './variables.ts'

/** What it takes to run the subject of a test. */
export interface Performance {
  readonly options: TestOptions
  readonly place: TestSeat
  readonly setting: { readonly project: Project; readonly copy: TestOptions; readonly lease: Lease }
  /** Keeps what a program of the host prints. */
  readonly heard?: KeptOutput
}

/** Milliseconds for the last words of a program of the host: as long as a container has, unless its file says otherwise. */
const hostGrace = 10_000

/** Runs the test in the project that is up, and tells how it ended. */
export async function runSubject({ options, place, setting, heard }: Performance, world: World): Promise<Verdict> {
  const { subject, timeLimit } = options
  const service = subject.kind === 'service' ? setting.project.services.get(subject.service) : undefined
  const grace = service === undefined ? hostGrace : (service.stop_grace_period ?? 10e9) / 1e6
  const running = await start({ options, place, setting, ...(heard && { heard }) }, world)
  const forget = place.seat.onUnread(() => {
    running.kill()
    return Promise.resolve()
  })
  try {
    const ended = await supervise(running, { signals: place.signals, grace, limit: timeLimit })
    const keeps = options.onFailure === 'keep' && ended !== 0
    // A server that the test has forgotten would keep whoever reads our output waiting.
    const rest = !keeps && !place.signals.first.aborted && (await running.endRest?.()) === true
    if (rest && ended !== 'late')
      world.emit({ type: 'notice', message: 'the test has left processes running, which are ended' })
    if (ended === 'late') return { kind: 'timed-out', seconds: timeLimit ?? 0 }
    return { kind: 'ended', exitCode: ended }
  } finally {
    forget()
    // What a program has started ends with it, where somebody has asked for the end.
    if (subject.kind === 'host' && place.signals.first.aborted) running.kill()
  }
}

async function start({ options, place, setting, heard }: Performance, world: World): Promise<Running> {
  const { subject } = options
  // The timeline is that of the set-up.
  const { onTimeline: _, ...copy } = setting.copy
  const { project } = setting
  if (subject.kind === 'service') {
    const once = { labels: new Map(), volumes: [], ports: [], capAdd: [], capDrop: [], environmentFiles: [] } as const
    const manner = {
      detach: false,
      stdin: true,
      afterwards: 'keep',
      useAliases: false,
      dependencies: 'ignore',
      orphans: 'ignore',
    } as const
    // From now on signals are for the test.
    const patient = { ...world, signal: never, force: never }
    return runService({ ...copy, ...once, ...manner, ...subject, tty: options.tty }, place.seat, patient)
  }
  const given = [...givenVariables(options.environment, world.env)].filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const engine = await world.engine()
  const containers = await engine.containers.summaries([`${label.project}=${project.name}`])
  const published = endpointsOf(containers, engine.address)
  const endpoints = testVariables(project, published)
  tellUnpublished(unpublishedServices(containers, published, subject.command), world)
  // What musters and docker composes of the test make ends with it, should all of them be killed, too.
  setting.lease.claim(project.name)
  if (project.copy !== undefined) setting.lease.claim(everyProjectOf(project.copy.name))
  const env = new Map([...world.env, ...endpoints, ['MUSTER_LEASE', setting.lease.id] as const, ...given])
  const run = (): Running => runOnHost({ command: subject.command, env, ...(heard && { heard }) }, world)
  return setting.lease.alongside(run)
}

function tellUnpublished(services: readonly string[], { emit }: World): void {
  const [first] = services
  if (first === undefined) return
  const name = variableName(first)
  const verb = services.length === 1 ? 'publishes' : 'publish'
  const message = `${services.join(', ')} ${verb} no port: the test has no ${name}_HOST and ${name}_PORT; a published port (\`ports: ["CONTAINER_PORT"]\`) gives them`
  emit({ type: 'notice', message })
}

const never = new AbortController().signal
