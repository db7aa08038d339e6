import type { ReadyCondition } from '../attributes/ready/condition.ts'
import type { Project } from '../model/project.ts'
import { readinessOf } from '../model/readiness.ts'
import type { UpPolicy } from './policy.ts'
import type { WaitFor } from './step.ts'

/** The conditions that a wait for a service has: `--ready`, else `x-ready`. To have run and to have ended have none. */
export function readyFor(
  service: string,
  until: WaitFor,
  { project, policy }: { readonly project: Project; readonly policy?: Pick<UpPolicy, 'ready'> },
): { readonly ready?: readonly ReadyCondition[] } {
  if (until !== 'healthy' && until !== 'settled') return {}
  const ready = policy?.ready.get(service) ?? readinessOf(project, service)
  return ready.length === 0 ? {} : { ready }
}
