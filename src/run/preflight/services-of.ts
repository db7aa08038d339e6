import type { Service } from '../../attributes/service.ts'
import type { Project } from '../../model/project.ts'
import type { Action, Plan } from '../../plan/step.ts'

/** The services of which a plan creates or starts containers, each once. */
export function servicesOf(
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
