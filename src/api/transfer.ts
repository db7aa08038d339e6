import type { Engine } from '../engine/port.ts'
import { graphOf } from '../graph/graph.ts'
import type { Project } from '../model/project.ts'
import { planBuild, type BuildRequest } from '../plan/build.ts'
import { imagesLookedFor, planPull, type Transfers } from '../plan/pull.ts'
import { planPush } from '../plan/push.ts'
import type { Plan } from '../plan/step.ts'
import { UpFailed } from '../plan/up-failed.ts'
import { execute, type Failure } from '../run/execute.ts'
import { explain } from '../run/explain.ts'
import { performer } from '../run/perform.ts'
import { missingBuilds } from '../run/preflight/missing-builds.ts'
import { ComposeError } from '../source/diagnostic.ts'
import { discreetly, discreetPlan } from './execution/discreetly.ts'
import { selectedProject } from './project/selected.ts'
import type { ProjectOptions, World } from './world/world.ts'

/** What is to be done to the images of a project. */
export type Transfer =
  | {
      readonly verb: 'pull'
      readonly policy?: string
      readonly buildable: 'pull' | 'leave'
      /** What an image that cannot be pulled means; the others are pulled in any case. */
      readonly failures: 'fatal' | 'tolerated'
    }
  | { readonly verb: 'push'; readonly failures: 'fatal' | 'tolerated' }
  | ({ readonly verb: 'build' } & BuildRequest)

export interface TransferOptions extends ProjectOptions {
  /** Whether the services come along that the named ones need. */
  readonly dependencies: 'follow' | 'ignore'
  /** How many engine requests run at once. */
  readonly parallel?: number
}

/** What the verb would do, as data; can change nothing. */
export async function transferPlan(request: Transfer, options: TransferOptions, world: World): Promise<Plan> {
  const { plan, project } = await look(request, options, world)
  return discreetPlan(plan, project)
}

/**
 * Pulls, pushes or builds the images of a project. Throws a ComposeError for mistakes in files and for what a build asks
 * for and muster cannot do, UpFailed with every image that failed and was not to be tolerated.
 */
export async function transfer(request: Transfer, options: TransferOptions, world: World): Promise<void> {
  const { plan, project, skipped, engine } = await look(request, options, world)
  await discreetly(project, world, async (quiet) => {
    for (const { service, because } of skipped) {
      const text = because === '' ? 'Skipped' : `Skipped - ${because}`
      quiet.emit({ type: 'task', id: service, text, status: '', state: 'done', at: quiet.now() })
    }
    const missing = missingBuilds(plan, project)
    if (missing.length > 0) throw new ComposeError(missing)
    if (request.verb === 'build' && plan.steps.length === 0)
      quiet.emit({ type: 'warning', message: 'No services to build' })
    quiet.emit({ type: 'plan', plan })
    const perform = performer({ engine, watch: undefined, emit: quiet.emit, now: quiet.now })
    const { emit, signal, force, now } = quiet
    const parallel = options.parallel === undefined ? {} : { parallel: options.parallel }
    const failures = await execute(plan, perform, { emit, signal, force, now, ...parallel })
    signal.throwIfAborted()
    await judge(failures, { request, plan, project, engine, world: quiet })
  })
}

interface Seen extends Transfers {
  readonly project: Project
  readonly engine: Engine
}

async function look(request: Transfer, options: TransferOptions, world: World): Promise<Seen> {
  const project = await selectedProject(options, world)
  graphOf(project)
  const engine = await world.engine()
  switch (request.verb) {
    case 'pull': {
      const needed = imagesLookedFor(project, request)
      const images = needed.length === 0 ? new Map() : await engine.images.find(needed)
      return { project, engine, ...planPull(project, { ...request, images }) }
    }
    case 'push':
      return { project, engine, ...planPush(project) }
    case 'build':
      return { project, engine, plan: planBuild(project, request), skipped: [] }
  }
}

interface Judging {
  readonly request: Transfer
  readonly plan: Plan
  readonly project: Project
  readonly engine: Engine
  readonly world: World
}

/** A pull that fails for what can be built fails the command, too, but says what to do (docker compose 2.40.3). */
async function judge(failures: readonly Failure[], { request, world, ...known }: Judging): Promise<void> {
  const { services } = known.project
  const buildable = failures.flatMap(({ step: { action } }) =>
    action.do === 'pull-image' && services.get(action.service)?.build !== undefined ? [action.service] : [],
  )
  if (buildable.length > 0) {
    const message = 'WARNING: Some service image(s) must be built from source by running:'
    for (const line of [message, `    muster build ${buildable.join(' ')}`])
      world.emit({ type: 'notice', message: line })
  }
  const tolerated = request.verb !== 'build' && request.failures === 'tolerated'
  if (failures.length === 0 || tolerated) return
  const explained = await Promise.all(failures.map(async (failure) => await explain(failure, known)))
  throw new UpFailed(explained[0]?.message ?? `${request.verb} failed`, explained)
}
