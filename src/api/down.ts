import { observe } from '../engine/observe.ts'
import type { Engine } from '../engine/port.ts'
import { graphOf } from '../graph/graph.ts'
import { label } from '../model/labels.ts'
import { imageName, restorationName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import { imagesToRemove } from '../plan/down-images.ts'
import { type DownScope, planDown } from '../plan/down.ts'
import type { Observed, OwnImage } from '../plan/observed.ts'
import { type DownPolicy, plainDown } from '../plan/policy.ts'
import type { Scene } from '../plan/scene.ts'
import type { Plan } from '../plan/step.ts'
import { timesIn } from '../plan/stop-times.ts'
import { planStop } from '../plan/stop.ts'
import { UpFailed } from '../plan/up-failed.ts'
import { execute } from '../run/execute.ts'
import { explain } from '../run/explain.ts'
import { performer, type Stage } from '../run/perform.ts'
import { discreetly, discreetPlan } from './execution/discreetly.ts'
import { endEmptied, settleLeases } from './lease/settle-leases.ts'
import { greet } from './project/greet.ts'
import { requireNamesOwner, requireOwnData, requireOwner } from './project/owner.ts'
import { projectOfFiles, projectWithServices } from './project/project-or-name.ts'
import { wantedOf } from './up/look.ts'
import { unprovide } from './up/providers.ts'
import type { ProjectOptions, World } from './world/world.ts'

/** What `down` takes. */
export interface DownOptions extends ProjectOptions, Partial<Omit<DownPolicy, 'targets' | 'allResources'>> {
  /** `files`: they say what is the project's, also where it is named by hand. Absent: then none are read, as docker compose 2.40.3 has it. */
  readonly by?: 'files'
}

/** What `down` would do, as data; can change nothing. Throws ForeignProject as `down` does. */
export async function downPlan(options: DownOptions, world: World): Promise<Plan> {
  const seen = await lookDown(options, world)
  await requireOwn(seen, options, world)
  return discreetPlan(seen.plan, seen.project)
}

/**
 * Takes a project down: by its files, or by the labels of what is there when there is no file. Throws UpFailed when
 * something could not be removed; a network that others still use is only a warning.
 */
export async function down(options: DownOptions, world: World): Promise<Plan> {
  const first = await lookDown(options, world)
  using held = first.plan.steps.length === 0 ? undefined : await world.hold(first.plan.project)
  const seen = held?.waited === true ? await lookDown(options, world) : first
  const { plan, engine, project, observed } = seen
  await requireOwn(seen, options, world)
  await discreetly(project, world, async (quiet) => {
    for (const message of plan.warnings) quiet.emit({ type: 'warning', message })
    quiet.emit({ type: 'plan', plan })
    if (options.volumes === 'remove' && observed.volumes.has(restorationName(plan.project)))
      await unblocked(plan.project, engine)
    await carryOut(plan, engine, quiet)
    if (project !== undefined) await unprovide(project, options.services, quiet)
  })
  if (options.isolate?.ports === 'fresh' && options.services.length === 0) await forget(plan.project, world)
  world.signal.throwIfAborted()
  if (options.services.length === 0) await endEmptied(plan.project, world)
  return plan
}

/** A restoration that was cut off may have left containers that keep volumes from being removed. */
async function unblocked(project: string, engine: Engine): Promise<void> {
  const { removeCarriers } = await import('../run/volumes/carrier.ts')
  await removeCarriers(project, engine)
}

async function forget(project: string, world: World): Promise<void> {
  const { forgetPorts } = await import('./copies/settle-ports.ts')
  await forgetPorts(project, world)
}

/** What a stop of a project may be told. */
export interface Stopping {
  readonly timeout?: number
  readonly services?: readonly string[]
  readonly hookSpeaker?: Stage['hookSpeaker'] & {}
}

/** Stops what runs of a project: the graceful end of an attached `up`. */
export async function stop(
  scope: Pick<Scene, 'project' | 'graph'>,
  { timeout, services = [], hookSpeaker }: Stopping,
  world: World,
): Promise<Plan> {
  const engine = await world.engine()
  const containers = await engine.containers.list([`${label.project}=${scope.project.name}`])
  const { api: apiVersion } = await engine.version()
  const scene: Scene = { ...scope, from: 'files', targets: services, apiVersion, containers }
  const plan = planStop(scene, timeout === undefined ? {} : { timeout })
  const { noteEndings } = await import('./execution/note-endings.ts')
  noteEndings(plan, world.now(), { containers, engine, world })
  await discreetly(scope.project, world, async (quiet) => {
    quiet.emit({ type: 'plan', plan })
    // What does not stop is killed at the second signal, and then it has stopped.
    const patient = { signal: quiet.force, force: new AbortController().signal }
    await carryOut(plan, engine, { ...quiet, ...patient, ...(hookSpeaker && { hookSpeaker }) })
  })
  return plan
}

interface DownSight {
  readonly plan: Plan
  readonly engine: Engine
  readonly observed: Observed
  readonly name: string
  readonly project: Project | undefined
  readonly directory: string | undefined
}

async function requireOwn(sight: DownSight, options: DownOptions, world: World): Promise<void> {
  const { name, project, directory, observed, plan } = sight
  if (project === undefined)
    return await requireNamesOwner(name, directory, { containers: observed.containers, options, world })
  await requireOwner(project, observed.containers, { options, world })
  const removed = plan.steps.flatMap(({ action }) => (action.do === 'remove-volume' ? [action.volume] : []))
  await requireOwnData(project, { observed, options, world }, removed)
}

async function lookDown(options: DownOptions, world: World): Promise<DownSight> {
  const seen = await greet(world)
  const find = options.by === 'files' ? projectOfFiles : projectWithServices
  const { name, project, directory } = await find(options, world)
  const scope: DownScope = project === undefined ? { name } : { name, project, graph: graphOf(project) }
  const engine = await world.engine()
  const { orphans = plainDown.orphans, volumes = plainDown.volumes, images = plainDown.images } = options
  const { spared, unprotect = false } = options
  const policy = {
    targets: options.services,
    allResources: options.allResources,
    orphans,
    volumes,
    images,
    unprotect,
    ...(spared === undefined ? {} : { spared }),
    ...timesIn(options),
  }
  const wanted = wantedBy(scope, policy)
  const fresh = (await settleLeases({ project: name, meaning: 'end' }, world)) === 'nothing' ? seen : undefined
  const looked = await observe(engine, wanted, fresh)
  const observed = images === 'keep' ? looked : { ...looked, ownImages: await ownImages(engine, scope, images) }
  return { plan: planDown(scope, observed, policy), engine, observed, name, project, directory }
}

/** Without a file the containers alone tell what the services use. */
async function ownImages(
  engine: Engine,
  { name, project }: DownScope,
  which: 'local' | 'all',
): Promise<readonly OwnImage[]> {
  const own = [`${label.project}=${name}`]
  const [built, containers] = await Promise.all([
    engine.images.labelled(own),
    project === undefined && which === 'all' ? engine.containers.summaries(own) : [],
  ])
  const serviceOf = (labels: ReadonlyMap<string, string>): string => labels.get(label.service) ?? ''
  return [
    ...built.map(({ tags, labels }) => ({ tags, service: serviceOf(labels) })),
    ...containers.map(({ image, service }) => ({ tags: [image], service })),
  ]
}

function wantedBy({ name, project }: DownScope, policy: DownPolicy): Parameters<typeof observe>[1] {
  if (project === undefined) return { project: name, networks: [], volumes: [], images: [] }
  const all = { ...project, services: new Map([...project.services, ...project.disabled]) }
  const wanted = { ...wantedOf(all), platforms: [] }
  // An image that stays is not asked for: the engine would judge its name.
  switch (imagesToRemove(project, policy)) {
    case 'none':
      return { ...wanted, images: [] }
    case 'own': {
      const built = [...all.services.values()].filter(({ build }) => build !== undefined)
      return { ...wanted, images: [...built.map((it) => imageName(project, it)), ...(project.copy?.tags ?? [])] }
    }
    case 'local':
    case 'all':
      return wanted
  }
}

/** At the signal no further step is begun. */
async function carryOut(plan: Plan, engine: Engine, world: World & Pick<Stage, 'hookSpeaker'>): Promise<void> {
  const { emit, now, signal, force, hookSpeaker } = world
  const perform = performer({ engine, watch: undefined, emit, now, ...(hookSpeaker && { hookSpeaker }) })
  const failures = await execute(plan, perform, { emit, signal, force, now })
  const fatal = failures.filter(({ step }) => step.onFailure !== 'go-on')
  for (const { step, error } of failures)
    if (step.onFailure === 'go-on') world.emit({ type: 'warning', message: error.message })
  if (fatal.length === 0) return
  const explained = await Promise.all(fatal.map(async (failure) => await explain(failure, { plan, engine })))
  throw new UpFailed(explained[0]?.message ?? 'down failed', explained)
}
