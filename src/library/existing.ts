import type { ObservedContainer } from '../plan/observed.ts'
import { StackError } from './stack-error.ts'
import type { StackOptions } from './stack-options.ts'

/** What was there of a project before a program brought it up. */
export interface Before {
  readonly containers: readonly Pick<ObservedContainer, 'name'>[]
  /** Names. */
  readonly volumes: readonly string[]
}

/** What the end of a stack takes down. */
export type End =
  /** The project, but for these volumes. */
  | { readonly takes: 'project'; readonly spared: ReadonlySet<string> }
  /** Somebody else had it up before. */
  | { readonly takes: 'nothing' }

/**
 * What is to become at the end of a project of which something was there before: nobody's containers and data go because a program
 * used the same name. Throws a StackError where that is refused.
 */
export function endFor(
  project: string,
  { containers, volumes }: Before,
  { lease, existing = lease === 'none' ? 'keep' : 'refuse' }: Pick<StackOptions, 'existing' | 'lease'>,
): End {
  if (existing === 'adopt') return { takes: 'project', spared: new Set() }
  if (containers.length === 0) return { takes: 'project', spared: new Set(volumes) }
  if (existing === 'keep') return { takes: 'nothing' }
  const names = containers.map(({ name }) => name).toSorted()
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names
  throw new StackError(
    `project ${project} has containers already (${shown.join(', ')}), which the end of the stack would remove`,
    {
      kind: 'project-exists',
      fix: "`isolate: true` makes a copy for this program, `connect()` uses what is there, `existing: 'keep'` brings it up to date and leaves it, `existing: 'adopt'` takes it down at the end",
    },
  )
}

/** Names that a message lists. */
const most = 5
