import { existsSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import type { FileObject } from '../../attributes/kinds/file-source.ts'
import type { Service } from '../../attributes/service.ts'
import { makesSource } from '../../attributes/service/mounts.ts'
import { isSameMachine } from '../../engine/adapter/same-machine.ts'
import type { ContainerSummary, Engine } from '../../engine/port.ts'
import { type HostPort, holderOf, isTaken } from '../../engine/reach/host-ports.ts'
import { label } from '../../model/labels.ts'
import { originOf, type Project } from '../../model/project.ts'
import type { Action, Plan } from '../../plan/step.ts'
import { ComposeError, type Diagnostic } from '../../source/diagnostic.ts'
import { finding, placeOf } from './finding.ts'
import { addressText, type Claim, claimsOf, placeOfClaim } from './host-claims.ts'
import { missingBuilds } from './missing-builds.ts'
import { portClashes } from './port-clashes.ts'

/** This machine lacks what the project needs of it; nothing was done. */
export class NotReady extends ComposeError {
  override name = 'NotReady'
  readonly exitCode = 7
}

/** What is about to be brought up, and where. */
export interface Departure {
  readonly engine: Engine
  readonly project: Project
}

/**
 * Looks at what a plan needs before anything is created: host ports that others have or that two of its containers want,
 * sources of mounts and of builds that do not exist. Throws NotReady with all of it. Where everything is fine it costs no
 * request; where the engine is on another machine, ports and mounts of this one do not matter. Containers that the plan
 * stops may hold ports: they make room.
 */
export async function preflight(plan: Plan, { engine, project }: Departure): Promise<void> {
  const starting = servicesOf(plan, 'start-container', project)
  const creating = servicesOf(plan, 'create-container', project)
  const taken = await takenPorts(starting.flatMap(claimsOf))
  const missing = creating.flatMap((service) => missingSources(service, project))
  const clashes = portClashes(plan, project)
  const here = taken.length + missing.length > 0 && (await isSameMachine(engine))
  // Replicas that want one port are told so, whoever of them has it.
  const clashing = new Set(clashes.map(({ at }) => at))
  const others = taken.filter((claim) => !clashing.has(placeOfClaim(project, claim)))
  const held = here ? await heldPorts(plan, others, { engine, project }) : []
  const found = [...clashes, ...held, ...(here ? missing : []), ...missingBuilds(plan, project)]
  if (found.length > 0) throw new NotReady(found)
}

function servicesOf(
  { steps }: Plan,
  verb: 'start-container' | 'create-container',
  { services }: Project,
): readonly Service[] {
  const names = steps.flatMap(({ action }) => (action.do === verb ? [serviceOf(action)] : []))
  return [...new Set(names)].flatMap((name) => services.get(name) ?? [])
}

function serviceOf(action: Extract<Action, { do: 'start-container' | 'create-container' }>): string {
  return action.do === 'start-container' ? action.service : action.spec.service
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
  { engine, project }: Departure,
): Promise<readonly Diagnostic[]> {
  if (claims.length === 0) return []
  const containers = await engine.containers.summaries([]).catch(() => [])
  // Another muster may have tried the same port just then.
  const still = new Set(await takenPorts(claims))
  const going = new Set(
    plan.steps.flatMap(({ action }) =>
      action.do === 'stop-container' || action.do === 'remove-container' ? [action.container] : [],
    ),
  )
  return claims
    .filter((claim) => still.has(claim))
    .flatMap((claim): Diagnostic[] => {
      const owners = containers.filter((container) => publishes(container, claim))
      if (owners.some(({ name }) => going.has(name))) return []
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
