import { readyText } from '../attributes/ready/ready.ts'
import { notedChange } from './history.ts'
import type { Action, Plan, Step } from './step.ts'

/**
 * A plan as one line for each step, with its reason and what it waits for: for tests and `--progress`-like listings.
 *
 * @example
 * console.log(formatPlan(await plan({ verb: 'down' })))
 */
export function formatPlan(plan: Plan): string {
  const rows = plan.steps.map((step) => ({
    step,
    head: `#${step.id} ${step.action.do}`,
    subject: subjectText(step.action),
  }))
  const heads = Math.max(0, ...rows.map(({ head }) => head.length))
  const subjects = Math.max(0, ...rows.map(({ subject }) => subject.length))
  const lines = rows.map(({ step, head, subject }) =>
    `${head.padEnd(heads)}  ${subject.padEnd(subjects)}  ${step.because}${tail(step)}`.trimEnd(),
  )
  const keep = plan.keep.map(({ container, because }) => `= ${container}  ${because}`)
  return [
    ...lines,
    ...keep,
    ...plan.orphans.map((name) => `orphan ${name}`),
    ...plan.warnings.map((text) => `warning ${text}`),
  ].join('\n')
}

function tail({ after, lock, onFailure, patience }: Step): string {
  return [
    after.length === 0 ? '' : `  after ${after.map((id) => `#${id}`).join(' ')}`,
    patience === undefined ? '' : `  at the latest after ${Math.round(patience)} ms`,
    lock === undefined ? '' : `  lock ${lock}`,
    onFailure === 'go-on' ? '  or go on' : '',
  ].join('')
}

/** What an action is about, in one or two words. */
export function subjectText(action: Action): string {
  switch (action.do) {
    case 'create-network':
    case 'remove-network':
      return action.network
    case 'create-volume':
    case 'remove-volume':
      return action.volume
    case 'pull-image':
    case 'build-image':
    case 'push-image':
    case 'remove-image':
      return action.image
    case 'create-container':
    case 'copy-in':
    case 'start-container':
    case 'stop-container':
    case 'restart-container':
    case 'kill-container':
    case 'pause-container':
    case 'unpause-container':
    case 'remove-container':
      return action.container
    case 'rename-container':
      return `${action.container} -> ${action.to}`
    case 'connect-network':
    case 'disconnect-network':
      return `${action.container} ${action.network}`
    case 'run-hook':
      return `${action.container} ${action.hook}[${action.index}]`
    case 'wait':
      return `${action.container} ${[action.until, ...(action.ready ?? []).map(readyText)].join(' + ')}${action.orElse === 'warn' ? ' or warn' : ''}`
  }
}

/**
 * A plan as data for other programs: no specs, no file contents, places as `file:line:column`. Version 1 of the form.
 *
 * @example
 * console.log(JSON.stringify(planJson(await plan())))
 */
export function planJson(plan: Plan): object {
  return {
    version: 1,
    verb: plan.verb,
    project: plan.project,
    steps: plan.steps.map(stepJson),
    keep: plan.keep,
    orphans: plan.orphans,
    ...(plan.orphanFiles?.size ? { orphanFiles: Object.fromEntries(plan.orphanFiles) } : {}),
    warnings: plan.warnings,
    summary: Object.fromEntries(
      [...Map.groupBy(plan.steps, (step) => step.action.do)].map(([verb, steps]) => [verb, steps.length]),
    ),
  }
}

function stepJson({ id, action, because, after, group, changes }: Step): object {
  const details = Object.entries(action).filter(([, value]) => typeof value === 'string' || typeof value === 'number')
  return {
    id,
    ...Object.fromEntries(details),
    ...(action.do === 'wait' && action.ready !== undefined ? { ready: action.ready.map(readyText) } : {}),
    because,
    after,
    ...(group === undefined ? {} : { group }),
    ...(changes === undefined
      ? {}
      : {
          changes: changes.map(notedChange),
        }),
  }
}
