import { notedChange, type NotedChange } from './history.ts'
import type { Change, Plan, Step } from './step.ts'

/** One line of `muster plan`: what happens to one thing. */
interface Line {
  readonly sign: '+' | '~' | '-' | '='
  readonly what: string
  readonly verb: string
  readonly detail: string
}

/**
 * A plan for people: one line for each thing, what changes it and where that stands in the file, and a summary.
 *
 * @example
 * console.log(planSummary(await plan({ recreate: 'always' })))
 */
export function planSummary(plan: Plan): string {
  const lines = [
    ...plan.steps.flatMap((step) => lineOf(step, plan) ?? []),
    ...plan.keep.map(keepLine),
    ...plan.orphans.map((name) => orphanLine(name, plan)),
  ]
  const what = Math.max(0, ...lines.map((line) => line.what.length))
  const verb = Math.max(0, ...lines.map((line) => line.verb.length))
  const rows = lines.map((line) =>
    `${line.sign} ${line.what.padEnd(what)}  ${line.verb.padEnd(verb)}  ${line.detail}`.trimEnd(),
  )
  return [...rows, ...plan.warnings.map((text) => `! ${text}`), countText(lines)].join('\n')
}

/** Whether a plan would do anything. */
export function hasChanges(plan: Plan): boolean {
  return plan.steps.some((step) => step.action.do !== 'wait')
}

function lineOf(step: Step, plan: Plan): Line | undefined {
  const { action, because } = step
  switch (action.do) {
    case 'create-network':
      return { sign: '+', what: `network ${action.network}`, verb: 'create', detail: because }
    case 'remove-network':
      return { sign: '-', what: `network ${action.network}`, verb: 'remove', detail: because }
    case 'create-volume':
      return { sign: '+', what: `volume ${action.volume}`, verb: 'create', detail: because }
    case 'remove-volume':
      return { sign: '-', what: `volume ${action.volume}`, verb: 'remove', detail: because }
    case 'pull-image':
      return { sign: '+', what: `image ${action.image}`, verb: 'pull', detail: because }
    case 'build-image':
      return { sign: '+', what: `image ${action.image}`, verb: 'build', detail: because }
    case 'push-image':
      return { sign: '+', what: `image ${action.image}`, verb: 'push', detail: because }
    case 'remove-image':
      return { sign: '-', what: `image ${action.image}`, verb: 'remove', detail: because }
    case 'create-container':
      if (step.group === undefined) return { sign: '+', what: action.spec.name, verb: 'create', detail: because }
      return { sign: '~', what: action.spec.name, verb: 'recreate', detail: changesText(step.changes) ?? because }
    case 'rename-container':
      return step.group === undefined ? { sign: '~', what: action.to, verb: 'rename', detail: because } : undefined
    case 'remove-container':
      return step.group === undefined
        ? { sign: '-', what: action.container, verb: 'remove', detail: because }
        : undefined
    case 'start-container':
      return isMade(action.container, plan)
        ? undefined
        : { sign: '~', what: action.container, verb: 'start', detail: because }
    case 'restart-container':
      return { sign: '~', what: action.container, verb: 'restart', detail: because === 'restart' ? '' : because }
    case 'kill-container':
      return { sign: '-', what: action.container, verb: 'kill', detail: action.signal }
    case 'pause-container':
      return { sign: '~', what: action.container, verb: 'pause', detail: because === 'pause' ? '' : because }
    case 'unpause-container':
      return { sign: '~', what: action.container, verb: 'unpause', detail: because === 'unpause' ? '' : because }
    case 'stop-container':
      return plan.verb === 'stop' ? { sign: '-', what: action.container, verb: 'stop', detail: because } : undefined
    case 'copy-in':
    case 'connect-network':
    case 'disconnect-network':
    case 'run-hook':
    case 'wait':
      return undefined
  }
}

function isMade(container: string, plan: Plan): boolean {
  return plan.steps.some(({ action }) => action.do === 'create-container' && action.spec.name === container)
}

function changesText(changes: readonly Change[] | undefined): string | undefined {
  if (changes === undefined || changes.length === 0) return undefined
  const texts = changes.map((change) => changeText(notedChange(change)))
  return texts.length === 1 ? texts[0] : [`${texts.length} changes`, ...texts.map((text) => `    ${text}`)].join('\n')
}

/** `hostname: unset → shop  compose.yaml:14:15`. */
export function changeText({ path, from, to, at, variables = [] }: NotedChange): string {
  const through = variables.length === 0 ? '' : ` (${variables.map((name) => `$${name}`).join(', ')})`
  const place = at === undefined ? '' : `  ${at}${through}`
  if (to === undefined) return `${path}: ${from === undefined ? '' : `${from} → `}removed${place}`
  return `${path}: ${from === undefined ? '' : `${from} `}→ ${to}${place}`
}

function keepLine({ container, because }: Plan['keep'][number]): Line {
  return { sign: '=', what: container, verb: 'keep', detail: because }
}

function orphanLine(container: string, { orphanFiles }: Plan): Line {
  const files = orphanFiles?.get(container)
  const detail = `${files === undefined ? '' : `from ${files}; `}removed with --remove-orphans`
  return { sign: '-', what: container, verb: 'orphan', detail }
}

function countText(lines: readonly Line[]): string {
  const counts = [...Map.groupBy(lines, (line) => line.verb)].map(([verb, group]) => `${group.length} ${verb}`)
  return `Plan: ${counts.length === 0 ? 'nothing to do' : counts.join(', ')}.`
}
