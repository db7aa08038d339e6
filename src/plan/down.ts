import type { Graph } from '../graph/graph.ts'
import { externalNetworks, externalVolumes } from '../model/external.ts'
import { label } from '../model/labels.ts'
import { emptyingName, networkName, restorationName, volumeName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import { select } from '../model/select.ts'
import { type Refill, restorationIn } from '../model/snapshot-labels.ts'
import { type Builder, createBuilder } from './builder.ts'
import { copyImages, goingImages, imagesToRemove } from './down-images.ts'
import type { Observed, ObservedContainer, ObservedNetwork, ObservedVolume } from './observed.ts'
import type { DownPolicy } from './policy.ts'
import { protectedVolumes } from './protected-volumes.ts'
import type { Plan, StepId } from './step.ts'
import { timesIn } from './stop-times.ts'
import { planStops } from './teardown.ts'

/** What is taken down. Without a file, the labels of what was made are all that is known. */
export interface DownScope {
  readonly name: string
  readonly project?: Project
  readonly graph?: Graph
}

interface DownContext extends DownScope {
  readonly observed: Observed
  readonly policy: DownPolicy
  readonly builder: Builder
  /** Removal steps by container id. */
  readonly removed: Map<string, StepId>
}

/**
 * Everything that `down` does. It takes all that the project's files made, whatever profiles are
 * enabled now: services, removed services, one-offs. Containers that other files made under the same project name stay
 * unless orphans are to be removed. Each network goes when its own last container is gone.
 */
export function planDown(scope: DownScope, observed: Observed, policy: DownPolicy): Plan {
  const context: DownContext = { ...scope, observed, policy, builder: createBuilder(), removed: new Map() }
  const { going, staying } = partition(context)
  planContainers(going, context)
  const warnings = planNetworks(staying, context)
  if (policy.volumes === 'remove') warnings.push(...planVolumes(going, staying, context))
  const which = imagesToRemove(scope.project, policy)
  for (const image of which === 'none' ? [] : which === 'own' ? copyImages(context) : goingImages(context, going)) {
    const because = which === 'own' ? 'down -v' : `--rmi ${which}`
    const action = { do: 'remove-image', image } as const
    context.builder.add({ action, because, after: [...context.removed.values()], onFailure: 'go-on' })
  }
  const { steps } = context.builder
  if (steps.length === 0 && warnings.length === 0)
    warnings.push(`No resource found to remove for project "${scope.name}".`)
  const orphans = staying
    .filter((container) => policy.targets.length === 0 && container.configHash !== undefined)
    .map((container) => container.name)
  return { verb: 'down', project: scope.name, steps, keep: [], orphans, warnings }
}

function partition(context: DownContext): { going: ObservedContainer[]; staying: ObservedContainer[] } {
  const going: ObservedContainer[] = []
  const staying: ObservedContainer[] = []
  for (const container of context.observed.containers) (isOurs(container, context) ? going : staying).push(container)
  return { going, staying }
}

/** A look-alike without a config hash is nobody's. */
function isOurs(container: ObservedContainer, { project, policy }: DownContext): boolean {
  if (container.configHash === undefined && !container.labels.has(label.hook)) return false
  if (policy.targets.length > 0) return policy.targets.includes(container.service)
  if (project === undefined || policy.orphans === 'remove') return true
  if (project.services.has(container.service) || project.disabled.has(container.service)) return true
  const files = (container.labels.get(label.files) ?? '').split(',')
  return files.some((file) => project.files.includes(file))
}

function planContainers(going: readonly ObservedContainer[], context: DownContext): void {
  const { builder, policy, removed, name, observed: _, ...rest } = context
  const stops = planStops(going, {
    builder,
    because: 'down',
    ...(rest.project === undefined ? {} : { project: rest.project }),
    ...(rest.graph === undefined ? {} : { graph: rest.graph }),
    ...timesIn(policy),
  })
  for (const container of going.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const action = {
      do: 'remove-container',
      container: container.name,
      service: container.service,
      anonymousVolumes: policy.volumes,
    } as const
    removed.set(
      container.id,
      builder.add({ action, because: because(container, name), after: [stops.get(container.id)] }),
    )
  }
}

function because(container: ObservedContainer, project: string): string {
  return container.oneOff ? `one-off of ${project}` : 'down'
}

function planNetworks(staying: readonly ObservedContainer[], context: DownContext): string[] {
  const { builder, observed, removed } = context
  const warnings: string[] = []
  for (const network of networksOf(context)) {
    const on = (container: ObservedContainer): boolean =>
      [network.id, ''].includes(container.networks.get(network.name) ?? '-')
    const users = staying.filter(on).map((container) => container.name)
    if (users.length > 0) {
      warnings.push(`Network ${network.name} stays: ${users.join(', ')} ${users.length === 1 ? 'uses' : 'use'} it`)
      continue
    }
    const after = observed.containers.filter(on).map((container) => removed.get(container.id))
    builder.add({
      action: { do: 'remove-network', network: network.name, id: network.id },
      because: 'down',
      after,
      onFailure: 'go-on',
    })
  }
  return warnings
}

/** The project with the networks and volumes of its active services alone, or of the named ones and of what these need. */
function inUse(project: Project, { targets, allResources }: DownPolicy): Project {
  const services = new Map([...project.services, ...project.disabled])
  const from = targets.length === 0 ? project : { ...project, services, disabled: new Map() }
  return select(from, { services: targets, along: 'dependencies', allResources })
}

/** Networks of the project by their labels, but for external ones. With services named, only theirs. */
function networksOf({ name, project, policy, observed }: DownContext): readonly ObservedNetwork[] {
  const wanted =
    policy.targets.length === 0 || project === undefined
      ? undefined
      : new Set([...inUse(project, policy).networks.keys()].map((key) => networkName(project, key)))
  const external = project && externalNetworks(project)
  return [...observed.networks.values()]
    .flat()
    .filter(({ labels }) => labels.get(label.project) === name)
    .filter((network) => external?.has(network.name) !== true && (wanted?.has(network.name) ?? true))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Declared volumes that are in use by the file, or that a removed container of ours mounted; of a copy also those that it mounted
 * and the file declares no more. Others, declared or with the project's name, may be data that somebody wants to keep, and
 * stay (docker compose 2.40.3). Says which are protected or not declared any more.
 */
function planVolumes(
  going: readonly ObservedContainer[],
  staying: readonly ObservedContainer[],
  context: DownContext,
): readonly string[] {
  const { builder, observed, removed, project, policy } = context
  const held = policy.unprotect === true ? undefined : protectedVolumes(project, observed.volumes.values())
  const warnings: string[] = []
  const gone = new Map<string, StepId>()
  const belonging = belongingsOf(context)
  for (const volume of [...observed.volumes.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const mounts = (container: ObservedContainer): boolean =>
      container.mounts.some((mount) => mount.name === volume.name)
    const whose = belonging(volume, going.some(mounts))
    if (whose === 'none' || staying.some(mounts) || policy.spared?.has(volume.name) === true) continue
    if (whose === 'undeclared') {
      warnings.push(`Volume ${volume.name} stays with its data: the file does not declare it any more`)
      continue
    }
    const protection = held?.get(volume.name)
    if (protection !== undefined) {
      warnings.push(`Volume ${volume.name} ${protection} and stays with its data; --unprotect removes it, too`)
      continue
    }
    const after = going.filter(mounts).map((container) => removed.get(container.id))
    const action = { do: 'remove-volume', volume: volume.name } as const
    gone.set(volume.name, builder.add({ action, because: 'down -v', after, onFailure: 'go-on' }))
  }
  planJournal(gone, context)
  return warnings
}

/** `undeclared`: the project's by its label and mounts, but no more by its file. */
type Belonging = 'own' | 'undeclared' | 'none'

/** Whose a volume is. What is external in the file is not the project's, whatever its labels say. */
function belongingsOf({
  name,
  project,
  policy,
}: DownContext): (volume: ObservedVolume, isMounted: boolean) => Belonging {
  const isLabelled = ({ labels }: ObservedVolume): boolean => labels.get(label.project) === name
  if (project === undefined) return (volume) => (isLabelled(volume) ? 'own' : 'none')
  const namesIn = ({ volumes }: Project): ReadonlySet<string> =>
    new Set([...volumes.keys()].map((key) => volumeName(project, key)))
  const [used, declared, external] = [namesIn(inUse(project, policy)), namesIn(project), externalVolumes(project)]
  return (volume, isMounted) => {
    if (external.has(volume.name)) return 'none'
    if (used.has(volume.name)) return 'own'
    if (!isMounted || !isLabelled(volume)) return 'none'
    return declared.has(volume.name) || project.copy !== undefined ? 'own' : 'undeclared'
  }
}

/** What says that data was being put back goes with the data; it stays where data stays that may be half of it. */
function planJournal(
  gone: ReadonlyMap<string, StepId>,
  { builder, observed, name, project, policy }: DownContext,
): void {
  if (policy.targets.length > 0) return
  const [journal, emptying] = [observed.volumes.get(restorationName(name)), observed.volumes.get(emptyingName(name))]
  const record = journal && restorationIn(journal.labels, name)
  if (record === undefined) return
  const isGone = ({ volume }: Refill): boolean =>
    gone.has(volume) || /^[0-9a-f]{64}$/.test(volume) || (project !== undefined && !observed.volumes.has(volume))
  if (emptying !== undefined && !record.refills.every(isGone)) return
  for (const volume of [emptying, journal].flatMap((it) => it?.name ?? []))
    builder.add({
      action: { do: 'remove-volume', volume },
      because: 'down -v',
      after: [...gone.values()],
      onFailure: 'go-on',
    })
}
