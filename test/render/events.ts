import type { Event } from '../../src/events.ts'
import type { Action, Plan, Step } from '../../src/plan/step.ts'

/** A step with what a test wants to say about it. */
export function step(id: number, action: Action, more: Partial<Step> = {}): Step {
  return { id, action, because: 'no container yet', after: [], ...more }
}

export function plan(steps: readonly Step[], more: Partial<Plan> = {}): Event {
  return { type: 'plan', plan: { verb: 'up', project: 'demo', steps, keep: [], orphans: [], warnings: [], ...more } }
}

export function started(of: Step, at = 1000): Event {
  return { type: 'step-started', step: of, at }
}

export function done(of: Step, at = 1500, note?: string): Event {
  return { type: 'step-done', step: of, at, ...(note === undefined ? {} : { note }) }
}

export function failed(of: Step, error: string | Error, at = 1500): Event {
  return { type: 'step-failed', step: of, at, error: error instanceof Error ? error : new Error(error) }
}

export const network: Step = step(1, {
  do: 'create-network',
  network: 'demo_default',
  spec: { Name: 'demo_default', Labels: {} },
})
export const volume: Step = step(2, {
  do: 'create-volume',
  volume: 'demo_data',
  spec: { Name: 'demo_data', Labels: {} },
})
export const pull: Step = step(3, { do: 'pull-image', image: 'postgres:17', service: 'db', orElse: 'fail' })
export const start: Step = step(4, { do: 'start-container', container: 'demo-db-1', service: 'db' })
export const wait: Step = step(
  5,
  { do: 'wait', container: 'demo-db-1', service: 'db', until: 'healthy', orElse: 'fail', probes: 'own', for: [] },
  { because: 'web waits for it' },
)
export const recreate: readonly Step[] = [
  step(6, { do: 'stop-container', container: 'demo-web-1', service: 'web' }, { group: 'recreate:demo-web-1' }),
  step(
    7,
    { do: 'rename-container', container: 'demo-web-1', to: '0123456789ab_demo-web-1' },
    { group: 'recreate:demo-web-1' },
  ),
  step(
    8,
    { do: 'remove-container', container: '0123456789ab_demo-web-1', service: 'web', anonymousVolumes: 'keep' },
    { group: 'recreate:demo-web-1' },
  ),
]
