import { existsSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import type { FileObject } from '../../attributes/kinds/file-source.ts'
import type { Service } from '../../attributes/service.ts'
import { makesSource } from '../../attributes/service/mounts.ts'
import { isSameMachine } from '../../engine/adapter/same-machine.ts'
import type { ContainerSummary } from '../../engine/port.ts'
import { type HostPort, holderOf, isTaken } from '../../engine/reach/host-ports.ts'
import { label } from '../../model/labels.ts'
import { originOf, type Project } from '../../model/project.ts'
import type { Plan } from '../../plan/step.ts'
import { ComposeError, type Diagnostic } from '../../source/diagnostic.ts'
import type { Departure } from './departure.ts'
import { engineLimits } from './engine-limits.ts'
import { finding, placeOf } from './finding.ts'
import { addressText, type Claim, claimsOf, placeOfClaim } from './host-claims.ts'
import { missingBuilds } from './missing-builds.ts'
import { portClashes } from './port-clashes.ts'
import { servicesOf } from './services-of.ts'

/** This machine lacks what the project needs of it; nothing was done. */
export class NotReady extends ComposeError {
  override name = 'NotReady'
  readonly exitCode = 7
}

/**
 * Looks at what a plan needs before anything is created: host ports that others have or that two of its containers want,
 * sources of mounts and of builds that do not exist, and what only the engine can tell (engine-limits.ts). Throws NotReady with all of
 * it; resolves with what is only worth a warning. Where everything is fine it costs no request, and one where images are pulled or built, or
 * have a platform; where the engine is on another machine, ports and mounts of this one do not matter. Containers that the plan
 * stops may hold ports: they make room.
 */
export async function preflight(plan: Plan, departure: Departure): Promise<readonly Diagnostic[]> {
  const { engine, project } = departure
  const host: Host = {
    isEngines: async () => await isSameMachine(engine),
    containers: async () => await engine.containers.summaries([]).catch(() => []),
  }
  const [here, limits] = await Promise.all([missingHere(plan, project, host), engineLimits(plan, departure)])
  const found = [...here, ...limits]
  if (found.some(({ severity }) => severity === 'error')) throw new NotReady(found)
  return found
}

/** How this machine stands to the engine. Both are asked only where something is in the way. */
export interface Host {
  /** Whether the engine sees its ports and files. */
  readonly isEngines: () => Promise<boolean>
  /** What runs there, and may have a port. */
  readonly containers: () => Promise<readonly ContainerSummary[]>
}

/** What of this machine is in the way of a plan, or missing for it. */
export async function missingHere(plan: Plan, project: Project, host: Host): Promise<readonly Diagnostic[]> {
  const starting = servicesOf(plan, 'start-container', project)
  const creating = servicesOf(plan, 'create-container', project)
  const taken = await takenPorts(starting.flatMap(claimsOf))
  const missing = creating.flatMap((service) => missingSources(service, project))
  const clashes = portClashes(plan, project)
  const here = taken.length + missing.length > 0 && (await host.isEngines())
  // Replicas that want one port are told so, whoever of them has it.
  const clashing = new Set(clashes.map(({ at }) => at))
  const others = taken.filter((claim) => !clashing.has(placeOfClaim(project, claim)))
  const held = here ? await heldPorts(plan, others, { project, host }) : []
  return [...clashes, ...held, ...(here ? missing : []), ...missingBuilds(plan, project)]
}

/** Each port is tried once, whoever claims it. */
async function takenPorts(claims: readonly Claim[]): Promise<readonly Claim[]> {
  const keyOf = ({ address, port, protocol }: HostPort): string => `${address} ${port}/${protocol}`
  const distinct = new Map(claims.map((claim) => [keyOf(claim), claim]))
  const results = await Promise.all([...distinct].map(async ([key, port]) => [key, await isTaken(port)] as const))
  const taken = new Map(results)
  return claims.filter((claim) => taken.get(keyOf(claim)) === true)
}

async function heldPorts(
  plan: Plan,
  claims: readonly Claim[],
  { project, host }: { readonly project: Project; readonly host: Host },
): Promise<readonly Diagnostic[]> {
  if (claims.length === 0) return []
  const containers = await host.containers()
  // Another muster may have tried the same port just then.
  const still = new Set(await takenPorts(claims))
  const own = ownHolders(plan)
  return claims
    .filter((claim) => still.has(claim))
    .flatMap((claim): Diagnostic[] => {
      const owners = containers.filter((container) => publishes(container, claim))
      if (owners.some(({ name }) => own.has(name))) return []
      const [owner] = owners
      return [
        finding(
          'host-port',
          `${claim.service}: port ${addressText(claim)} is already in use by ${holder(owner, claim)}`,
          {
            at: placeOfClaim(project, claim),
            fix: remedy(owner, claim, project),
          },
        ),
      ]
    })
}

/** Containers whose ports are in nobody's way: those that the plan stops, and those that are there and are started. The latter are paused. */
function ownHolders({ steps }: Plan): ReadonlySet<string> {
  const of = (...kinds: readonly (typeof steps)[number]['action']['do'][]): readonly string[] =>
    steps.flatMap(({ action }) => (kinds.includes(action.do) && 'container' in action ? [action.container] : []))
  const made = new Set(of('create-container'))
  return new Set([
    ...of('stop-container', 'remove-container'),
    ...of('start-container').filter((name) => !made.has(name)),
  ])
}

function publishes({ ports }: ContainerSummary, { port, protocol }: Claim): boolean {
  return ports.some((one) => one.published === port && one.protocol === protocol)
}

function holder(owner: ContainerSummary | undefined, claim: Claim): string {
  if (owner !== undefined) return `container ${owner.name}`
  const program = holderOf(claim)
  return program === undefined ? 'another program' : `${program.name} (pid ${program.pid})`
}

function remedy(owner: ContainerSummary | undefined, { service, port }: Claim, project: Project): string {
  if (owner?.labels.get(label.project) === project.name && owner.service === service)
    return `publish a range of host ports (${port}-${port + 9}), or none: the engine then picks a free one`
  return `stop ${owner === undefined ? 'it' : `it (docker stop ${owner.name})`}, or publish another host port`
}

/** Extensions by which a source and its target are known to be meant as files. */
const fileExtensions: ReadonlySet<string> = new Set(
  'cfg cnf conf crt csv env hcl htm html ini js json key md pem php pl properties py rb sh sql toml ts txt xml yaml yml'
    .split(' ')
    .map((name) => `.${name}`),
)

function missingSources(service: Service, project: Project): readonly Diagnostic[] {
  return [...missingBinds(service, project), ...missingFiles(service, project)]
}

/** What the engine would make a folder of, or refuse when half of the project is there. */
function missingBinds(service: Service, project: Project): readonly Diagnostic[] {
  return (service.volumes ?? []).flatMap((mount, index): Diagnostic[] => {
    const { type, source, target = '' } = mount
    if (type !== 'bind' || source === undefined || source === '' || existsSync(source)) return []
    const isFile = looksLikeFile(source) && looksLikeFile(target)
    const isText = !source.includes('\uFFFD')
    const isMade = !isFile && makesSource(mount)
    if (isText && (isMade || isMadeByOthers(source, project))) return []
    const { name } = service
    const why = !isText
      ? `${name}: ${source} does not exist: bytes of its name are not UTF-8, and the engine would make a folder of another name`
      : isFile
        ? `${name}: ${source} does not exist, and the engine would make a folder of that name for ${target}`
        : `${name}: ${source} does not exist, and create_host_path is off`
    return [
      finding('host-path', why, {
        at: placeOf(project, ['services', name, 'volumes', index], 'source'),
        fix: isFile ? 'create the file, or correct the path' : 'create it, or correct the path',
      }),
    ]
  })
}

function looksLikeFile(path: string): boolean {
  return fileExtensions.has(extname(basename(path)).toLowerCase())
}

/** Below a folder that some container may write into, files can appear before they are needed. */
function isMadeByOthers(source: string, { services }: Project): boolean {
  const above = new Set<string>()
  for (let folder = dirname(source); folder !== dirname(folder); folder = dirname(folder)) above.add(folder)
  return [...services.values()].some(({ volumes = [] }) =>
    volumes.some((mount) => mount.type === 'bind' && mount.read_only !== true && above.has(mount.source ?? '')),
  )
}

/** Configs and secrets with a `file`. */
function missingFiles(service: Service, project: Project): readonly Diagnostic[] {
  const used = [
    ...(service.configs ?? []).map(({ source = '' }) => ({ kind: 'config', source, from: project.configs })),
    ...(service.secrets ?? []).map(({ source = '' }) => ({ kind: 'secret', source, from: project.secrets })),
  ]
  return used.flatMap(({ kind, source, from }): Diagnostic[] => {
    const { file }: FileObject = from.get(source) ?? {}
    if (file === undefined || existsSync(file)) return []
    return [
      finding('host-path', `${service.name}: the file of ${kind} ${source} does not exist: ${file}`, {
        at: originOf(project, [`${kind}s`, source, 'file']),
        fix: 'create the file, or correct the path',
      }),
    ]
  })
}
