import type { Engine } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import type { Plan } from '../plan/step.ts'
import type { Failure } from './execute.ts'
import { WaitFailed } from './wait.ts'

/**
 * Those containers that were ready during `up --wait` and have failed since, while others were still waited for. One list
 * request, and none where everything was ready at once. A one-shot that ended with 0 is done.
 */
export async function failedSince(plan: Plan, engine: Engine): Promise<readonly Failure[]> {
  const waits = plan.steps.flatMap((step) =>
    step.action.do === 'wait' && step.action.until === 'settled' ? [{ step, ...step.action }] : [],
  )
  if (waits.length < 2) return []
  const containers = await engine.containers.list([`${label.project}=${plan.project}`])
  return waits.flatMap(({ step, container: name }) => {
    const seen = containers.find((container) => container.name === name)
    const exitCode = seen?.exitCode ?? 0
    if (seen === undefined || !(seen.state === 'exited' || seen.state === 'dead') || exitCode === 0) return []
    return [
      {
        step,
        error: new WaitFailed(name, { kind: 'failed', because: 'exited', message: `exited (${exitCode})`, exitCode }),
      },
    ]
  })
}
