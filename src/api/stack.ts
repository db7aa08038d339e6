import { homedir } from 'node:os'
import type { ContainerSummary } from '../engine/port.ts'
import type { Event } from '../events.ts'
import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import { currentFolder } from './current-folder.ts'
import { down } from './down.ts'
import { openWorld } from './open-world.ts'
import { UpFailed } from '../plan/up-failed.ts'
import type { Sight, UpOptions } from './look.ts'
import { up as bringUp } from './up.ts'
import type { World } from './world.ts'

/** How to find the project and the engine from a program. Everything has the default that the command line has. */
export interface StackOptions extends Partial<Omit<UpOptions, 'projectName'>> {
  /** Project name; give each test run its own. */
  readonly project?: string
  /** Folder in which files are looked for; default the current one. */
  readonly cwd?: string
  /** Variables for the files and for finding the engine; default those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Address of the engine; default as docker finds it. */
  readonly host?: string
  readonly onEvent?: (event: Event) => void
  /** Aborting it stops launching what is not begun. */
  readonly signal?: AbortSignal
}

/**
 * A project could not be brought up. What of it runs stays, so that it can be looked at: `down` takes it away. Where
 * something else is thrown (an EngineError, the signal's reason), `down` of the library does, with the same options.
 */
export class StackFailed extends UpFailed {
  readonly project: string
  readonly down: Stack['down']
  constructor({ message, failures }: UpFailed, { project, down: end }: Pick<StackFailed, 'project' | 'down'>) {
    super(message, failures)
    this.name = 'UpFailed'
    this.project = project
    this.down = end
  }
}

/** A project that is up. */
export interface Stack extends AsyncDisposable {
  readonly project: Project
  /** The containers of a service. Throws for a service that has none. */
  service(name: string): StackService
  /** Takes the project down; `volumes: 'remove'` takes its data along. */
  down(options?: { readonly volumes?: 'keep' | 'remove'; readonly timeout?: number }): Promise<void>
}

export interface StackService {
  readonly containers: readonly ContainerSummary[]
  /** The host's port behind a container's port, of the first replica that publishes it. Throws when none does. */
  port(target: number, protocol?: 'tcp' | 'udp'): number
}

/**
 * Brings a project up, waits until its services are ready, and hands it out. With `await using` it is taken down at the end of
 * the block, with its volumes. Rejects as the verb does: ComposeError, StackFailed (an UpFailed), EngineError.
 */
export async function up(options: StackOptions = {}): Promise<Stack> {
  const { world, engineless } = worldOf(options)
  const wanted: UpOptions = { wait: 'ready', ...engineless }
  let name = options.project
  const companion = { planned: ({ project: { name: found } }: Sight): void => void (name = found) }
  const end: Stack['down'] = async ({ volumes = 'keep', timeout } = {}) => {
    const of = name === undefined ? {} : { projectName: name }
    const time = timeout === undefined ? {} : { timeout }
    await down({ ...wanted, services: [], ...of, orphans: 'remove', volumes, ...time }, world)
    const engine = await world.engine()
    engine.close()
  }
  const { project } = await bringUp(wanted, world, companion).catch((error: unknown) => {
    throw error instanceof UpFailed && name !== undefined ? new StackFailed(error, { project: name, down: end }) : error
  })
  const engine = await world.engine()
  const containers = await engine.containers.summaries([`${label.project}=${project.name}`])
  return {
    project,
    service: (name) => serviceOf(name, containers),
    down: end,
    [Symbol.asyncDispose]: async () => await end({ volumes: 'remove' }),
    // Printed whole, it would show every variable of the process.
    [Symbol.for('nodejs.util.inspect.custom')]: () => `Stack ${project.name}`,
  }
}

/** What the process is, as a world. */
export function worldOf(options: StackOptions): { readonly world: World; readonly engineless: UpOptions } {
  const { project, cwd = currentFolder(), env = process.env, host, onEvent, signal, ...rest } = options
  const variables = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const world = openWorld({
    cwd,
    env: new Map(variables),
    home: env['HOME'] ?? homedir(),
    pipes: { read: new Map() },
    emit: onEvent ?? (() => {}),
    signal: signal ?? new AbortController().signal,
    force: new AbortController().signal,
    now: Date.now,
    command: 'up',
    adopt: false,
    ...(host === undefined ? {} : { host }),
  })
  const defaults = { files: [], envFiles: [], profiles: [], allResources: false, compatibility: false, services: [] }
  return { world, engineless: { ...defaults, ...rest, ...(project === undefined ? {} : { projectName: project }) } }
}

function serviceOf(name: string, all: readonly ContainerSummary[]): StackService {
  const containers = all
    .filter(({ service, oneOff }) => service === name && !oneOff)
    .toSorted((a, b) => a.number - b.number)
  if (containers.length === 0) throw new Error(`service ${name} has no container`)
  return {
    containers,
    port: (target, protocol = 'tcp') => {
      const found = containers
        .flatMap(({ ports }) => ports)
        .find((it) => it.target === target && it.protocol === protocol && it.published > 0)
      if (found === undefined) throw new Error(`service ${name} publishes no port ${target}/${protocol}`)
      return found.published
    },
  }
}
