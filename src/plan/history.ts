import type { Event } from '../events.ts'
import { placeText, variablesAt } from './changes.ts'
import type { ObservedContainer } from './observed.ts'
import type { Action, Change, Plan } from './step.ts'

/** A changed attribute as texts: its place is `compose.yaml:9:7`. Secret values are masked. */
export interface NotedChange {
  readonly path: string
  readonly from?: string
  readonly to?: string
  readonly at?: string
  /** Names of the variables that were put in there. */
  readonly variables?: readonly string[]
}

/** That muster made a container, and why. */
export interface Creation {
  /** Of the container. */
  readonly id: string
  readonly container: string
  /** The command, for instance `up`. */
  readonly by: string
  /** `anew`: in the place of another one. */
  readonly how: 'first' | 'anew'
  /** In words, as the plan gave it. */
  readonly because: string
  readonly changes?: readonly NotedChange[]
}

/** That muster ended what ran in a container. */
export interface Ending {
  /** Of the container. */
  readonly id: string
  /** RFC 3339. */
  readonly at: string
  readonly by: string
  readonly how: 'stopped' | 'killed'
}

/** The containers that the steps of a plan have made; `ids` has those of the containers by their names. */
export function creationsOf(
  events: readonly Event[],
  ids: ReadonlyMap<string, string>,
  by: string,
): readonly Creation[] {
  return events.flatMap((event): readonly Creation[] => {
    if (event.type !== 'step-done' || event.step.action.do !== 'create-container') return []
    const { action, because, changes, group } = event.step
    const id = ids.get(action.spec.name)
    if (id === undefined) return []
    const how = group === undefined ? ('first' as const) : ('anew' as const)
    const noted = changes === undefined ? {} : { changes: changes.map(notedChange) }
    return [{ id, container: action.spec.name, by, how, because, ...noted }]
  })
}

/** The containers that a plan stops or kills for good, at that time (RFC 3339). */
export function endingsOf(
  { steps }: Plan,
  containers: readonly ObservedContainer[],
  { by, at }: Pick<Ending, 'by' | 'at'>,
): readonly Ending[] {
  const ids = new Map(containers.map(({ name, id }) => [name, id]))
  return steps.flatMap(({ action }): readonly Ending[] => {
    const how = endOf(action)
    const id = 'container' in action ? ids.get(action.container) : undefined
    return id === undefined || how === undefined ? [] : [{ id, at, by, how }]
  })
}

/** Other signals than SIGKILL may mean anything to a program. */
function endOf(action: Action): Ending['how'] | undefined {
  if (action.do === 'stop-container') return 'stopped'
  return action.do === 'kill-container' && /^(SIG)?(KILL|9)$/i.test(action.signal) ? 'killed' : undefined
}

/** The change as texts. */
export function notedChange({ path, from, to, at }: Change): NotedChange {
  const variables = at === undefined ? [] : variablesAt(at)
  return {
    path,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(at === undefined ? {} : { at: placeText(at) }),
    ...(variables.length === 0 ? {} : { variables }),
  }
}
