import type { Attribute } from '../attributes/kinds/attribute.ts'
import type { Scope } from '../attributes/kinds/scope.ts'
import type { Service } from '../attributes/service.ts'
import { ports as portsAttribute } from '../attributes/service/ports.ts'
import { volumes as volumesAttribute } from '../attributes/service/volumes.ts'
import { ComposeError, createReport } from '../source/diagnostic.ts'
import { sourceFile } from '../source/file.ts'
import { sequence, text } from '../source/node.ts'
import type { Project } from './project.ts'

/** What `run` changes of a service for one container. Absent: as the file says. */
export interface OneOffChanges {
  readonly tty: boolean
  readonly stdin: boolean
  /** Empty: the service's own, or the image's. */
  readonly command: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly environment: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, string>
  readonly user?: string
  readonly workingDir?: string
  readonly capAdd: readonly string[]
  readonly capDrop: readonly string[]
  /** Short forms of `volumes`, beside the service's own. */
  readonly volumes: readonly string[]
  /** Short forms of `ports`, in the place of the service's own; `service` keeps those. */
  readonly ports: readonly string[] | 'service'
}

/** Who the one-off is. */
interface OneOffIdentity {
  /** 64 hex digits. */
  readonly slug: string
  /** `--name`. */
  readonly name?: string
}

/** Folders against which paths on the command line resolve. */
interface Folders {
  readonly cwd: string
  readonly home: string
}

/**
 * The service of a one-off container: its name is its own, it is never restarted, and it publishes nothing unless
 * asked to. Throws a ComposeError for a port or volume that is none.
 */
export function oneOffService(service: Service, changes: OneOffChanges, identity: OneOffNaming): Service {
  const { restart: _, ports, entrypoint, ...rest } = service
  const { folders, project } = identity
  const published =
    changes.ports === 'service' ? ports : read(portsAttribute, changes.ports, { flag: '--publish', folders })
  const mounted = read(volumesAttribute, changes.volumes, { flag: '--volume', folders })
  const started = changes.entrypoint ?? entrypoint
  return {
    ...rest,
    ...commandOf(changes),
    ...(started === undefined ? {} : { entrypoint: started }),
    ...(published === undefined ? {} : { ports: published }),
    ...(mounted === undefined ? {} : { volumes: [...(service.volumes ?? []), ...mounted] }),
    ...(service.deploy === undefined ? {} : { deploy: withoutRestart(service.deploy) }),
    ...(changes.environment.size === 0
      ? {}
      : { environment: new Map([...(service.environment ?? []), ...changes.environment]) }),
    ...(changes.labels.size === 0 ? {} : { labels: new Map([...(service.labels ?? []), ...changes.labels]) }),
    ...(changes.user ? { user: changes.user } : {}),
    ...(changes.workingDir ? { working_dir: changes.workingDir } : {}),
    ...capabilities(service, changes),
    ...switched('tty', changes.tty),
    ...switched('stdin_open', changes.stdin),
    scale: 1,
    container_name: identity.name || oneOffName(project, service.name, identity.slug),
  }
}

/** What the name of a one-off is made of. */
export interface OneOffNaming extends OneOffIdentity {
  readonly project: Pick<Project, 'name' | 'separator'>
  readonly folders: Folders
}

/** `<project>-<service>-run-<12 hex of the slug>`. */
function oneOffName({ name, separator }: Pick<Project, 'name' | 'separator'>, service: string, slug: string): string {
  return [name, service, 'run', slug.slice(0, 12)].join(separator)
}

/** Another entrypoint makes the service's own arguments meaningless. */
function commandOf({ command, entrypoint }: OneOffChanges): { command?: readonly string[] } {
  if (command.length > 0) return { command }
  return entrypoint === undefined ? {} : { command: [] }
}

/** Off is written as absent: the types know no `false`. */
function switched(key: 'tty' | 'stdin_open', on: boolean): object {
  return { [key]: on ? true : undefined }
}

function withoutRestart({ restart_policy: _, ...deploy }: NonNullable<Service['deploy']>): Service['deploy'] & object {
  return deploy
}

/** What is added is not dropped, and the other way round. */
function capabilities(service: Service, { capAdd, capDrop }: OneOffChanges): object {
  const added = [...(service.cap_add ?? []), ...capAdd].filter((name) => !capDrop.includes(name))
  const dropped = [...(service.cap_drop ?? []).filter((name) => !capAdd.includes(name)), ...capDrop]
  return {
    ...(capAdd.length + capDrop.length === 0 || added.length === 0 ? {} : { cap_add: added }),
    ...(capAdd.length + capDrop.length === 0 || dropped.length === 0 ? {} : { cap_drop: dropped }),
  }
}

interface From {
  readonly flag: string
  readonly folders: Folders
}

/** Reads short forms from the command line as the attribute reads them from a file. */
function read<T>(
  attribute: Attribute<readonly T[]>,
  given: readonly string[],
  { flag, folders }: From,
): readonly T[] | undefined {
  if (given.length === 0) return undefined
  const report = createReport()
  const scope: Scope = { path: [flag], report, directory: folders.cwd, home: folders.home, paths: 'resolve' }
  const items = given.map((value) => text(value, { file: sourceFile(flag, value), start: 0, end: value.length }))
  const at = items[0]?.at ?? { file: sourceFile(flag, ''), start: 0, end: 0 }
  const value = attribute.parse(attribute.canonical(sequence(items, at), scope), scope)
  if (report.diagnostics.some(({ severity }) => severity === 'error')) throw new ComposeError(report.diagnostics)
  return value
}
