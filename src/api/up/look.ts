import { refreshInterval } from '../../attributes/service/pull-policy.ts'
import { type Glance, observe } from '../../engine/observe.ts'
import type { Engine } from '../../engine/port.ts'
import { graphOf } from '../../graph/graph.ts'
import { load } from '../../load/load.ts'
import { imageName, networkName, volumeName } from '../../model/names.ts'
import { noSuchService } from '../../model/no-such-service.ts'
import type { Project } from '../../model/project.ts'
import { refuseDoomed } from '../../model/refuse-doomed.ts'
import { select } from '../../model/select.ts'
import type { Observed } from '../../plan/observed.ts'
import { plainUp, type UpPolicy } from '../../plan/policy.ts'
import { ComposeError } from '../../source/diagnostic.ts'
import { limits } from '../../source/limits.ts'
import { settleLeases } from '../lease/settle-leases.ts'
import { joined, refuseProtected } from '../lease/under-lease.ts'
import { greet, requestsSent } from '../project/greet.ts'
import { foreignOwner } from '../project/owner.ts'
import { loadWorld } from '../world/load-world.ts'
import { owedFolder } from '../world/state-folder.ts'
import { warn } from '../world/warn.ts'
import type { World } from '../world/world.ts'
import { equipped } from './equipped.ts'
import type { UpOptions } from './options.ts'
import { requireConsent } from './providers.ts'
import type { Sight } from './sight.ts'

/** Loads, selects and observes: everything before the decision. Throws a ComposeError for mistakes in files and for what is not supported. */
export async function look(options: UpOptions, world: World): Promise<Sight> {
  const seen = await greet(world)
  const loaded = await load(options, loadWorld(world))
  warn(
    loaded.warnings.filter(({ refused }) => refused === undefined),
    world,
  )
  const along = options.dependencies === 'ignore' ? 'nothing' : 'dependencies'
  const project = select(loaded, { services: options.services, along, allResources: options.allResources })
  refuseDoomed(project)
  requireConsent(project, world)
  checkScale(options.scale, project)
  checkNames(options.ready?.keys() ?? [], project)
  const whole = await equipped(project, world)
  const graph = graphOf(whole)
  const engine = await world.engine()
  const fresh = (await settleLeases({ project: whole.name }, world)) === 'nothing' ? seen : undefined
  const [observed] = await Promise.all([observeAll(engine, whole, { world, seen: fresh }), loadPlanner()])
  const policy = { ...policyOf(options, whole, world.now()), foreign: await foreignOf(whole, observed, world) }
  const under = await joined(engine, whole.name, { observed, world })
  if (world.lease !== undefined || under !== engine) await refuseProtected(whole, observed, world)
  const sight = { project: whole, graph, engine: under, observed, policy }
  const builds = sight.policy.build !== 'never' && [...whole.services.values()].some((it) => it.build !== undefined)
  if (!builds) return sight
  const { withStale } = await import('./stale.ts')
  return await withStale(sight, options.rebuildStale === true ? 'rebuild' : 'tell', world)
}

/** `--adopt` takes over for good. */
async function foreignOf(project: Project, { containers }: Observed, world: World): Promise<UpPolicy['foreign']> {
  if (!world.adopt || (await foreignOwner(project, containers, world)) === undefined) return 'leave'
  return 'recreate'
}

/** What is there, for an `up`: what the engine tells, and what is owed. */
export async function observeAll(
  engine: Engine,
  project: Project,
  { world, seen }: { readonly world: World; readonly seen?: Glance | undefined },
): Promise<Observed> {
  const observed = await observe(engine, wantedOf(project), seen)
  const hooked = [...project.services.values()].some(({ post_start: hooks = [] }) => hooks.length > 0)
  if (!hooked) return observed
  const { readOwedHooks } = await import('../../run/owed-hooks.ts')
  return { ...observed, owedHooks: readOwedHooks(owedFolder(world)) }
}

/** Loads what decides while the engine answers (5 ms of every command that are for nothing). */
async function loadPlanner(): Promise<void> {
  await requestsSent()
  await import('../../plan/up.ts')
}

/** `--scale` for a service that does not take part is a mistake, in docker compose's words (2.40.3); too many are one of ours. */
function checkScale(scale: UpOptions['scale'], project: Project): void {
  for (const [name, wanted] of scale ?? []) {
    if (wanted > limits.scale) {
      const message = `service "${name}" shall have ${wanted} containers, at most ${limits.scale} are created`
      throw new ComposeError([{ severity: 'error', kind: 'too-large', message, notes: [], fix: 'ask for fewer' }])
    }
    checkNames([name], project)
  }
}

/** Throws for a service that does not take part. */
function checkNames(names: Iterable<string>, project: Project): void {
  for (const name of names)
    if (!project.services.has(name))
      throw noSuchService(name, project, project.disabled.has(name) ? 'disabled' : 'not found')
}

/** The names by which a project's objects are looked up. */
export function wantedOf(project: Project): Parameters<typeof observe>[1] {
  return {
    project: project.name,
    networks: [...project.networks.keys()].map((key) => networkName(project, key)),
    volumes: [...project.volumes.keys()].map((key) => volumeName(project, key)),
    images: [...project.services.values()].flatMap((service) => [
      imageName(project, service),
      ...(service.pre_start ?? []).flatMap(({ image }) => image ?? []),
    ]),
    platforms: [...project.services.values()].flatMap((service) =>
      service.platform === undefined ? [] : [imageName(project, service)],
    ),
    dated: [...project.services.values()].flatMap((service) =>
      refreshInterval(service.pull_policy ?? '') === undefined ? [] : [imageName(project, service)],
    ),
  }
}

function policyOf(options: UpOptions, project: Project, now: number): UpPolicy {
  const given = Object.fromEntries(
    Object.keys(plainUp).flatMap((key) => {
      const value = (options as unknown as Record<string, unknown>)[key]
      return value === undefined ? [] : [[key, value]]
    }),
  ) as Partial<UpPolicy>
  const named =
    options.services.length === 0
      ? undefined
      : select(project, { services: options.services, along: 'nothing', allResources: true })
  const timeout = options.timeout === undefined ? {} : { timeout: options.timeout }
  const pull = options.pull === undefined ? {} : { pull: options.pull }
  const { oneOff } = options
  // `run --build` builds dependencies, too (docker compose 2.40.3).
  if (oneOff !== undefined) return { ...plainUp, ...given, ...timeout, ...pull, oneOff, targets: [], now }
  return { ...plainUp, ...given, ...timeout, ...pull, targets: [...(named?.services.keys() ?? [])], now }
}
