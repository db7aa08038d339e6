import { randomBytes } from 'node:crypto'
import type { Service } from '../attributes/service.ts'
import { type Engine, EngineError } from '../engine/port.ts'
import { readEnvFiles } from '../load/env.ts'
import { containerSpec } from '../model/container.ts'
import { givenVariables } from '../model/given-variables.ts'
import { label } from '../model/labels.ts'
import { containerName } from '../model/names.ts'
import { type OneOffChanges, oneOffService } from '../model/one-off.ts'
import type { Project } from '../model/project.ts'
import { containersOf } from '../plan/context.ts'
import { performer } from '../run/perform.ts'
import type { Seat } from '../run/seat.ts'
import { ComposeError, createReport } from '../source/diagnostic.ts'
import type { ContainerSpec } from '../spec.ts'
import { runAttached } from './container/run-attached.ts'
import { checkTty } from './exec.ts'
import { discreetly } from './execution/discreetly.ts'
import { underLeaseOf } from './lease/under-lease.ts'
import { bringUp } from './up.ts'
import { look } from './up/look.ts'
import type { UpOptions } from './up/options.ts'
import type { Sight } from './up/sight.ts'
import { loadWorld } from './world/load-world.ts'
import type { World } from './world/world.ts'

export interface RunOptions extends Omit<UpOptions, 'services' | 'oneOff'>, Omit<OneOffChanges, 'environment'> {
  readonly service: string
  /** `NAME=value` or `NAME`. */
  readonly environment: readonly string[]
  readonly environmentFiles: readonly string[]
  readonly name?: string
  readonly detach: boolean
  /** `--rm`. */
  readonly afterwards: 'keep' | 'remove'
  readonly useAliases: boolean
}

/** The service as its one-off shall be. */
type Made = Service & { readonly slug: string }

/** How a one-off went: its exit code, or the id of a container that runs on. */
export type RunResult = { readonly exitCode: number } | { readonly id: string }

/**
 * Runs a one-off container of a service (R-130): what it depends on is brought up and waited for as by `up`, then it gets
 * this process' streams. 126 and 127 when its command cannot be started, 125 when the engine refuses the container; such a
 * container is not left behind. Throws as `up`.
 */
export async function run(options: RunOptions, seat: Seat, outside: World): Promise<RunResult> {
  const world = await underLeaseOf(options, outside)
  if (!options.detach) checkTty(options, seat)
  const asked: UpOptions = { ...options, services: [options.service], oneOff: options.service }
  const sight = await settled(await look(asked, world), world)
  const made = await oneOffOf(options, sight.project, world)
  await bringUp(sight, asked, { world })
  world.signal.throwIfAborted()
  return await discreetly(
    sight.project,
    world,
    async (quiet) => await launch(made, { sight, options, world: quiet }, seat),
  )
}

/** A one-off may publish the ports of its service. Loaded only for copies. */
async function settled(sight: Sight, world: World): Promise<Sight> {
  if (sight.project.copy === undefined) return sight
  const { settledPorts } = await import('./copies/settle-ports.ts')
  return await settledPorts(sight, world)
}

async function launch(made: Made, making: Making, seat: Seat): Promise<RunResult> {
  const { sight, options, world } = making
  world.begin?.()
  return await refused(making, async () => {
    const id = await create(made, making)
    const container = { id, name: made.container_name ?? id, grace: (made.stop_grace_period ?? 10e9) / 1e6 }
    if (options.detach) return await startDetached(container.id, sight.engine)
    return { exitCode: await runAttached({ ...container, ...options }, { engine: sight.engine, seat, world }) }
  })
}

/** The service as this one container shall be; every mistake in the options shows here, before anything is done. */
async function oneOffOf(options: RunOptions, project: Project, world: World): Promise<Made> {
  const service = project.services.get(options.service)
  if (service === undefined) throw new Error(`no such service: ${options.service}`)
  const slug = randomBytes(32).toString('hex')
  const environment = await variablesOf(options, project, world)
  const naming = { slug, project, folders: world, ...(options.name === undefined ? {} : { name: options.name }) }
  return { ...oneOffService(service, { ...options, environment }, naming), slug }
}

/** `-e` wins over `--env-from-file`; a bare name that nobody knows changes nothing (docker compose 2.40.3). */
async function variablesOf(options: RunOptions, project: Project, world: World): Promise<ReadonlyMap<string, string>> {
  const given = [...givenVariables(options.environment, project.environment)]
  const known = new Map(given.filter((entry): entry is [string, string] => entry[1] !== undefined))
  if (options.environmentFiles.length === 0) return known
  const report = createReport()
  const read = await readEnvFiles(options.environmentFiles, { variables: known, world: loadWorld(world), report })
  if (report.diagnostics.some(({ severity }) => severity === 'error')) throw new ComposeError(report.diagnostics)
  return new Map([...read, ...known])
}

interface Making {
  readonly sight: Sight
  readonly options: RunOptions
  readonly world: World
}

/** Creates the container, connects and fills it; returns its id. */
async function create(made: Made, { sight, options, world }: Making): Promise<string> {
  const { engine } = sight
  const { slug, ...service } = made
  const spec = await specOf(service, slug, { sight, options, world })
  const perform = performer({ engine, watch: undefined, emit: world.emit, now: world.now })
  const container = spec.name
  const steps = [
    { do: 'create-container', container, spec } as const,
    ...spec.connect.map((connection) => ({ do: 'connect-network', container, ...connection }) as const),
    ...(spec.files.length === 0 ? [] : [{ do: 'copy-in', container, spec } as const]),
  ]
  for (const [index, action] of steps.entries())
    await perform({ id: index + 1, action, because: 'run', after: [] }, world.signal)
  return (await engine.containers.inspect(container)).id
}

async function specOf(service: Service, slug: string, { sight, options }: Making): Promise<ContainerSpec> {
  const { engine, project, observed } = sight
  const now = { ...observed, containers: await engine.containers.list([`${label.project}=${project.name}`]) }
  const spec = containerSpec(withGivenVolumes(project, service), service, {
    // docker compose 2.40.3 numbers it so; it shows in the names of links.
    number: -1,
    apiVersion: observed.apiVersion,
    oneOff: { slug, useAliases: options.useAliases },
    namesOf: (other) => {
      const [first, ...rest] = containersOf(now, other).map(({ name }) => name)
      return [first ?? containerName(project, { name: other }, 1), ...rest]
    },
  })
  const { body } = spec
  return {
    ...spec,
    body: {
      ...body,
      AttachStdin: options.stdin,
      ...(options.stdin ? { StdinOnce: true } : {}),
      HostConfig: { ...body.HostConfig, ...(options.afterwards === 'remove' ? { AutoRemove: true } : {}) },
    },
  }
}

/** A volume that only the command line names is the engine's volume of that very name. */
function withGivenVolumes(project: Project, service: Service): Project {
  const named = (service.volumes ?? []).flatMap(({ type, source }) =>
    type === 'volume' && source !== undefined && !project.volumes.has(source) ? [source] : [],
  )
  const volumes = new Map(project.volumes)
  for (const name of named) volumes.set(name, { name })
  return { ...project, volumes }
}

async function startDetached(id: string, engine: Engine): Promise<RunResult> {
  try {
    await engine.containers.start(id)
  } catch (error) {
    await engine.containers.remove(id, { anonymousVolumes: 'remove' }).catch(() => undefined)
    throw error
  }
  return { id }
}

/** What the engine refuses of the one-off itself, as an exit code with its reason, as `docker run` has them. */
async function refused({ sight, options, world }: Making, attempt: () => Promise<RunResult>): Promise<RunResult> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof EngineError) || error.status === undefined) throw error
    const { portInTheWay } = await import('../run/obstacle.ts')
    const found = await portInTheWay(error, options.service, sight)
    if (found === undefined) world.emit({ type: 'notice', message: error.message })
    else world.emit({ type: 'warning', message: found.message, diagnostic: { severity: 'error', notes: [], ...found } })
    return { exitCode: codeOf(error.message) }
  }
}

function codeOf(message: string): number {
  if (/executable file not found|no such file or directory/.test(message)) return 127
  return /permission denied|is a directory|exec format error/.test(message) ? 126 : 125
}
