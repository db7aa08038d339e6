import type { Service } from '../../attributes/service.ts'
import { type Engine, EngineError } from '../../engine/port.ts'
import { anything, fitting, mapOf, maybe, record } from '../../engine/transport/form.ts'
import { payloadOf } from '../../model/container.ts'
import { hashedFields } from '../../model/hash.ts'
import { containerName } from '../../model/names.ts'
import type { Project } from '../../model/project.ts'
import { isPlainSetting } from '../../model/shown-value.ts'
import { certainChanges } from '../../plan/certain-changes.ts'
import { describeChanges } from '../../plan/changes.ts'
import { configurationChanged } from '../../plan/divergence.ts'
import { type Payload, withOldValue } from '../../plan/old-values.ts'
import type { Plan, Step } from '../../plan/step.ts'
import type { Sight } from './sight.ts'

/**
 * The plan with the old values of changed attributes, read from the containers that are to be replaced: one more request
 * for each of them. What changed in a container of docker compose, which says only that something did, is found there, too.
 * Only for plans that are shown; `up` itself does not need it.
 */
export async function recall(plan: Plan, sight: Pick<Sight, 'engine' | 'project' | 'observed'>): Promise<Plan> {
  return { ...plan, steps: await Promise.all(plan.steps.map(async (step) => await recallStep(step, sight))) }
}

async function recallStep(step: Step, sight: Pick<Sight, 'engine' | 'project' | 'observed'>): Promise<Step> {
  const { action, changes, because } = step
  if (action.do !== 'create-container' || (changes === undefined && because !== configurationChanged)) return step
  const { engine, project } = sight
  const service = project.services.get(action.spec.service)
  // A replacement is named after the id of the container that it replaces.
  const old = await payloadOfContainer(action.container.slice(0, 12), engine)
  if (service === undefined || old === undefined) return step
  const wanted = wantedBy(service, action.spec.number, sight)
  if (changes !== undefined)
    return {
      ...step,
      changes: changes.map((change) =>
        withOldValue(change, { old, wanted: wanted(change.path), folder: project.directory }),
      ),
    }
  const attributes = Object.keys(hashedFields(service, (name) => namesIn(project)(name)[0]))
  const paths = certainChanges(attributes, { old, whole: action.spec.body, part: wanted })
  if (paths.length === 0) return step
  // Nothing tells here which of the old values came from variables, and those may be secret.
  const found = describeChanges(project, service, paths)
  const told = found.map((change) =>
    isPlainSetting(change.path)
      ? withOldValue(change, { old, wanted: wanted(change.path), folder: project.directory })
      : change,
  )
  return { ...step, changes: told }
}

/** What an attribute of a service writes into the payload, by its path. */
function wantedBy(
  service: Service,
  number: number,
  { project, observed }: Pick<Sight, 'project' | 'observed'>,
): (path: string) => Payload {
  const place = { number, apiVersion: observed.apiVersion, namesOf: namesIn(project) }
  return (path) => payloadOf(project, service, { key: path.split('.')[0] ?? '', place })
}

function namesIn(project: Project): (service: string) => readonly [string] {
  return (name) => [containerName(project, project.services.get(name) ?? ({ name } satisfies Service), 1)]
}

/** Where an inspect has what the container was created with: all of it, also what muster does not know. */
const created = record<{ readonly Config: Fields; readonly HostConfig?: Fields | null }>({
  Config: mapOf(anything),
  HostConfig: maybe(mapOf(anything)),
})

type Fields = Readonly<Record<string, unknown>>

async function payloadOfContainer(id: string, engine: Engine): Promise<Payload | undefined> {
  try {
    const { raw, id: whole } = await engine.containers.inspect(id)
    const { Config: config, HostConfig } = fitting(raw, created, `inspect container ${id}`)
    const { Env, Labels } = raw.Config
    // The engine's own choice, where nobody chose.
    const hostname = config['Hostname'] === whole.slice(0, 12) ? '' : config['Hostname']
    return { ...config, Hostname: hostname, Env: [...(Env ?? [])], Labels: Labels ?? {}, HostConfig: HostConfig ?? {} }
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined
    throw error
  }
}
