import type { Service } from '../attributes/service.ts'
import { type Engine, EngineError } from '../engine/port.ts'
import { payloadOf } from '../model/container.ts'
import { containerName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import { type Payload, withOldValue } from '../plan/old-values.ts'
import type { Plan, Step } from '../plan/step.ts'
import type { Sight } from './plan.ts'

/**
 * The plan with the old values of changed attributes, read from the containers that are to be replaced: one more request
 * for each of them. Only for plans that are shown; `up` itself does not need it.
 */
export async function recall(plan: Plan, sight: Pick<Sight, 'engine' | 'project' | 'observed'>): Promise<Plan> {
  return { ...plan, steps: await Promise.all(plan.steps.map(async (step) => await recallStep(step, sight))) }
}

async function recallStep(
  step: Step,
  { engine, project, observed }: Pick<Sight, 'engine' | 'project' | 'observed'>,
): Promise<Step> {
  const { action, changes } = step
  if (action.do !== 'create-container' || changes === undefined) return step
  const service = project.services.get(action.spec.service)
  // A replacement is named after the id of the container that it replaces.
  const old = await payloadOfContainer(action.container.slice(0, 12), engine)
  if (service === undefined || old === undefined) return step
  const place = { number: action.spec.number, apiVersion: observed.apiVersion, namesOf: namesIn(project) }
  const wanted = (path: string): Payload => payloadOf(project, service, { key: path.split('.')[0] ?? '', place })
  return { ...step, changes: changes.map((change) => withOldValue(change, { old, wanted: wanted(change.path) })) }
}

function namesIn(project: Project): (service: string) => readonly [string] {
  return (name) => [containerName(project, project.services.get(name) ?? ({ name } satisfies Service), 1)]
}

async function payloadOfContainer(id: string, engine: Engine): Promise<Payload | undefined> {
  try {
    const { raw, id: whole } = await engine.containers.inspect(id)
    const { Config: config, HostConfig } = raw as {
      readonly Config: Payload
      readonly HostConfig: Payload['HostConfig'] & object
    }
    // The engine's own choice, where nobody chose.
    const hostname = config['Hostname'] === whole.slice(0, 12) ? '' : config['Hostname']
    return { ...config, Hostname: hostname, HostConfig }
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined
    throw error
  }
}
