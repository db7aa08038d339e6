import { expect, test } from 'vitest'
import { createRecorder } from '../../src/api/execution/recorder.ts'
import type { World } from '../../src/api/world/world.ts'
import type { Step } from '../../src/plan/step.ts'
import type { Timeline } from '../../src/plan/timeline.ts'

test.each(['back', 'forth'])(
  'a clock that is set %s an hour while a project comes up does not show in its timeline',
  async (way) => {
    let time = Date.parse('2026-01-01T12:00:00Z')
    const world = { emit: () => undefined, now: () => time } as unknown as World
    const recorder = createRecorder(world)
    const step: Step = {
      id: 1,
      action: { do: 'start-container', container: 'p-a-1', service: 'a' },
      because: 'new',
      after: [],
    }
    recorder.world.emit({
      type: 'plan',
      plan: { verb: 'up', project: 'p', steps: [step], keep: [], orphans: [], warnings: [] },
    })
    recorder.world.emit({ type: 'step-started', step, at: time })
    time += way === 'back' ? -3_600_000 : 3_600_000
    recorder.world.emit({ type: 'step-done', step, at: time })
    let shown: Timeline | undefined
    await recorder.end({
      project: 'p',
      outcome: 'up',
      kept: 'nothing',
      onTimeline: (timeline) => void (shown = timeline),
    })
    const [span] = shown?.spans ?? []
    expect(span?.ended).toBeGreaterThanOrEqual(span?.started ?? Infinity)
    expect(span?.ended).toBeLessThan(60_000)
  },
)
