import { endpointsOf } from '../api/endpoints.ts'
import type { Fault, InjectedFault } from '../api/fault.ts'
import type { ContainerSummary } from '../engine/port.ts'
import { noSuchService } from '../model/no-such-service.ts'
import { isAlive } from '../plan/is-alive.ts'
import { type Controls, controlsOf } from './controls.ts'
import { byFiles, type LiveProject, refresh } from './live-project.ts'
import { execIn, type ExecOptions, type ProgramResult, type RunOptions, runOf } from './program.ts'
import { type Readiness, waitFor, type WaitOptions } from './readiness.ts'
import { endpointIn, type StackEndpoint, type WantedEndpoint } from './stack-endpoint.ts'
import { notInStack, StackError } from './stack-error.ts'

/** A service of a stack. */
export interface StackService extends Controls {
  readonly name: string
  /** Its containers by their number, one-offs of `run` left out, as they were after the stack's last command. */
  readonly containers: readonly ContainerSummary[]
  /**
   * Where a container's port is reached, of the first replica that publishes it: also a port that the engine chose. Throws a
   * StackError when no container does.
   */
  endpoint(target: number, protocol?: 'tcp' | 'udp'): StackEndpoint
  /** The host's port alone. */
  port(target: number, protocol?: 'tcp' | 'udp'): number
  /**
   * Waits until every container of it is ready in this way; all of a list must hold. It looks at once, so what holds already takes no
   * time. Rejects with WaitFailed when that cannot come any more, with WaitTimeout, and with the signal's reason.
   */
  wait(until: Readiness | readonly Readiness[], options?: WaitOptions): Promise<void>
  /** Runs a command in a container that runs. Its exit code is a result, whatever it is; rejects when no container runs. */
  exec(command: readonly string[], options?: ExecOptions): Promise<ProgramResult>
  /**
   * Runs a container of its own for the command (the service's command when absent), which is removed afterwards; what the service
   * depends on is brought up first. Rejects as `up` does.
   */
  run(command?: readonly string[], options?: RunOptions): Promise<ProgramResult>
  /**
   * Makes something go wrong with its running containers. `await using` takes it back, and waits until they are ready again; should this
   * process end before, something else does. Rejects when it does not run.
   */
  fault(fault: Fault): Promise<InjectedFault>
  /** Brings up so many containers, or takes down those that are too many. Waits until they are ready. */
  scale(containers: number): Promise<void>
}

/** The service of a live project. Throws a StackError for one that the project does not have. */
export function serviceOf(live: LiveProject, name: string): StackService {
  if (!live.project.services.has(name)) throw notInStack(noSuchService(name, live.project))
  const own = (): readonly ContainerSummary[] =>
    live.containers.filter(({ service, oneOff }) => service === name && !oneOff).toSorted((a, b) => a.number - b.number)
  const endpoint: StackService['endpoint'] = (target, protocol = 'tcp') =>
    endpointOf({ service: name, target, protocol }, live)
  return {
    ...controlsOf(live, [name]),
    name,
    get containers() {
      return own()
    },
    endpoint,
    port: (target, protocol) => endpoint(target, protocol).port,
    exec: async (command, options = {}) => await execIn(live, { service: name, command }, options),
    run: async (command = [], options = {}) => await runOf(live, { service: name, command }, options),
    wait: async (until, options = {}) => await waitFor(live, { service: name, until }, options),
    fault: async (fault) => await strike(live, name, fault),
    scale: async (containers) => await scale(live, name, containers),
  }
}

function endpointOf(wanted: WantedEndpoint, { containers, address }: LiveProject): StackEndpoint {
  const { service } = wanted
  const own = containers.filter((container) => container.service === service && !container.oneOff)
  if (own.some(isAlive)) return endpointIn(endpointsOf(own, address), wanted)
  const fact = own.length === 0 ? 'has no container' : 'does not run'
  const fix = 'start it, or bring it up with `services`'
  throw new StackError(`service ${service} ${fact}`, { kind: 'no-container', fix })
}

/** The stack knows of it from the beginning to the end. */
async function strike(live: LiveProject, service: string, fault: Fault): Promise<InjectedFault> {
  const { injectFault } = await import('../api/fault.ts')
  const injected = await injectFault({ ...byFiles(live), services: [service], fault }, live.world)
  await refresh(live)
  const end = async (): Promise<void> => {
    await injected[Symbol.asyncDispose]()
    await refresh(live)
  }
  return { containers: injected.containers, [Symbol.asyncDispose]: end }
}

async function scale(live: LiveProject, service: string, containers: number): Promise<void> {
  const { up } = await import('../api/up.ts')
  const options = {
    ...live.options,
    services: [service],
    dependencies: 'ignore',
    recreate: 'never',
    scale: new Map([...(live.options.scale ?? []), [service, containers]]),
  } as const
  try {
    await up(options, live.world)
  } finally {
    await refresh(live)
  }
}
