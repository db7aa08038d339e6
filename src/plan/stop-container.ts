import type { Hook } from '../attributes/service/hooks.ts'
import type { UpContext } from './context.ts'
import { isAlive } from './is-alive.ts'
import type { ObservedContainer } from './observed.ts'
import type { Action, StepId } from './step.ts'

/** Why a container is stopped, and after what. */
export interface Stopping {
  readonly because: string
  readonly after?: readonly (StepId | undefined)[]
  readonly group?: string
}

/** Stops a container that runs, once for the whole plan, after its pre_stop hooks. Undefined when it does not run. */
export function stopContainer(
  container: ObservedContainer,
  stopping: Stopping,
  context: UpContext,
): StepId | undefined {
  const known = context.stopped.get(container.id)
  if (known !== undefined || !isAlive(container)) return known
  const hooks = context.project.services.get(container.service)?.pre_stop ?? []
  let after = stopping.after ?? []
  for (const [index, hook] of hooks.entries()) {
    after = [
      context.builder.add({
        action: hookAction(container, hook, { hook: 'pre_stop', index }),
        because: stopping.because,
        after,
      }),
    ]
  }
  const { timeout } = context.policy
  const stop = context.builder.add({
    action: {
      do: 'stop-container',
      container: container.name,
      service: container.service,
      ...(timeout === undefined ? {} : { timeout }),
    },
    because: stopping.because,
    after,
    ...(stopping.group === undefined ? {} : { group: stopping.group }),
  })
  context.stopped.set(container.id, stop)
  return stop
}

/** A hook of a service, by its place in the list. */
export interface HookPlace {
  readonly hook: 'post_start' | 'pre_stop'
  readonly index: number
}

/** A lifecycle hook as an action. */
export function hookAction(
  container: { readonly name: string; readonly service: string },
  hook: Hook,
  place: HookPlace,
): Extract<Action, { do: 'run-hook' }> {
  return {
    do: 'run-hook',
    container: container.name,
    service: container.service,
    ...place,
    command: hook.command ?? [],
    environment: [...(hook.environment ?? [])].map(([key, value]) => (value === null ? key : `${key}=${value}`)),
    ...(hook.user === undefined ? {} : { user: hook.user }),
    ...(hook.privileged === undefined ? {} : { privileged: hook.privileged }),
    ...(hook.working_dir === undefined ? {} : { workingDir: hook.working_dir }),
  }
}
