import { hasChanges, type Plan, planJson, planSteps, planSummary } from '../../api/plan-text.ts'
import type { Planned } from '../../api/plan.ts'
import type { Terminal } from '../../render/terminal.ts'
import { plainLines } from '../../render/visible.ts'
import { withoutUserinfo } from '../../source/mask.ts'
import type { Context } from '../session/context.ts'

/** How a plan is shown. */
export interface Showing {
  /** `text`: what happens to each thing; `steps`: every request and wait in its order; `json`: the steps for programs. */
  readonly format: 'text' | 'steps' | 'json'
  /** `detailed`: 2 when there is something to do. */
  readonly exitCode: 'plain' | 'detailed'
}

/** Prints a plan on stdout and returns the exit code. */
export function showPlan(plan: Plan, { format, exitCode }: Showing, terminal: Terminal): number {
  terminal.out.write(`${withoutUserinfo(textOf(plan, format))}\n`)
  return exitCode === 'detailed' && hasChanges(plan) ? 2 : 0
}

/** What shows a dry run. */
type Stage = Pick<Context, 'progress' | 'drawing' | 'terminal'>

/**
 * `--dry-run`: the plan as text; with `--progress json` the events of a run in which nothing fails, marked as docker compose
 * 2.40.3 marks them, for the programs that read those. Returns the exit code.
 */
export function showDryRun(plan: Plan, { progress, drawing, terminal }: Stage): number {
  if (progress !== 'json') return showPlan(plan, { format: 'text', exitCode: 'plain' }, terminal)
  const { emit } = drawing()
  const at = Date.now()
  emit({ type: 'plan', plan })
  for (const step of plan.steps) {
    emit({ type: 'step-started', step, at })
    emit({ type: 'step-done', step, at })
  }
  return 0
}

/** The same for `up`; then throws what `up` would. */
export function showPlannedDryRun({ plan, refused }: Planned, stage: Stage): number {
  const code = showDryRun(plan, stage)
  if (refused !== undefined) throw refused
  return code
}

/** The same for `up`; then throws what `up` would. */
export function showPlanned({ plan, refused }: Planned, showing: Showing, terminal: Terminal): number {
  const code = showPlan(plan, showing, terminal)
  if (refused !== undefined) throw refused
  return code
}

function textOf(plan: Plan, format: Showing['format']): string {
  switch (format) {
    case 'json':
      return JSON.stringify(planJson(plan), null, 2)
    case 'steps':
      return plainLines(planSteps(plan))
    case 'text':
      return plainLines(planSummary(plan))
  }
}
