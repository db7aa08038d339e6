import type { Scenario, Step } from '../../scenario/scenario.ts'
import type { Mismatch } from './check.ts'

/** What an audience gets to see, one after the other. */
export type Cue =
  | { readonly cue: 'begin'; readonly scenario: Scenario }
  | { readonly cue: 'step'; readonly step: Step; readonly of: number }
  | { readonly cue: 'say'; readonly text: string }
  /** Somebody types this. */
  | { readonly cue: 'type'; readonly text: string; readonly prompt: '$' | '>' }
  /** Something is waited for. */
  | { readonly cue: 'wait'; readonly text: string }
  /** A line of output, as it comes. */
  | { readonly cue: 'line'; readonly text: string }
  /** All that a step has printed, the same for each play of the scenario. */
  | { readonly cue: 'printed'; readonly lines: readonly string[] }
  | { readonly cue: 'pause'; readonly text: string }
  | { readonly cue: 'passed'; readonly step: Step; readonly seconds: number }
  | { readonly cue: 'failed'; readonly step: Step; readonly mismatch: Mismatch; readonly subject: string }
  | { readonly cue: 'end' }

/** Shows a cue; resolves when the next one may come, and rejects when the audience has left. */
export type Stage = (cue: Cue) => Promise<void> | void
