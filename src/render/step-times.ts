import type { Event } from '../events.ts'
import type { Step } from '../plan/step.ts'
import { wordsOf } from './words.ts'

/** When a step of a plan began and how it ended. Times are milliseconds since the epoch. */
export interface StepTime {
  readonly action: Step['action']['do']
  /** What it is done to, for people. */
  readonly subject: string
  readonly service?: string
  readonly startedAt: number
  readonly endedAt: number
  readonly outcome: 'done' | 'failed'
  readonly message?: string
}

/** Collects the steps of a command. */
export interface StepTimes {
  readonly take: (event: Event) => void
  /** In the order in which they ended. */
  readonly all: () => readonly StepTime[]
}

/** For one run: nothing was measured yet. */
export function collectStepTimes(): StepTimes {
  const begun = new Map<string, number>()
  const times: StepTime[] = []
  return {
    take: (event) => {
      if (event.type === 'step-started') begun.set(keyOf(event.step), event.at)
      if (event.type !== 'step-done' && event.type !== 'step-failed') return
      const { step, at } = event
      const service = serviceOf(step)
      const startedAt = begun.get(keyOf(step)) ?? at
      times.push({
        action: step.action.do,
        subject: wordsOf(step)?.id ?? step.action.do,
        startedAt,
        // A clock may be set back meanwhile.
        endedAt: Math.max(at, startedAt),
        ...(service === undefined ? {} : { service }),
        ...(event.type === 'step-done' ? { outcome: 'done' } : { outcome: 'failed', message: event.error.message }),
      })
    },
    all: () => times,
  }
}

/** Events carry copies of their steps, and each plan counts from 1. */
function keyOf(step: Step): string {
  return `${step.id} ${step.action.do} ${wordsOf(step)?.id ?? ''}`
}

function serviceOf({ action }: Step): string | undefined {
  if ('service' in action) return action.service
  if (action.do === 'build-image') return action.build.service
  return 'spec' in action && 'service' in action.spec ? action.spec.service : undefined
}
