import type { Event } from '../../events.ts'
import type { Timeline } from '../../plan/timeline.ts'
import { UpFailed } from '../../plan/up-failed.ts'
import { steadyNow } from '../../run/steady-now.ts'
import { withoutUserinfo } from '../../source/mask.ts'
import type { World } from '../world/world.ts'

/** Notes down the steps of a start-up while it goes on. */
export interface Recorder {
  readonly world: World
  /** Hears the id of each container that is made. */
  readonly made: (container: string, id: string) => void
  /**
   * At the end, whichever it is: keeps the timeline for `muster timeline`, and why containers were made for `muster why`. Where
   * nothing was done nothing is kept, and hardly a line of code is run.
   */
  readonly end: (of: RecordedStart) => Promise<void>
}

/** What was started, and how that ended. */
interface RecordedStart {
  readonly project: string
  readonly outcome: Timeline['outcome']
  /** What it failed with. */
  readonly error?: unknown
  /** `containers`: it is no start-up, and only what was made is remembered; `nothing`: a copy that nobody will ask for. */
  readonly kept: 'all' | 'containers' | 'nothing'
  readonly onTimeline?: ((timeline: Timeline) => Promise<void> | void) | undefined
}

/** The world whose events are noted down. */
export function createRecorder(world: World): Recorder {
  const began = world.now()
  const steady = steadyNow() - began
  const events: Event[] = []
  const ids = new Map<string, string>()
  const emit = (event: Event): void => {
    // Not the times of the events: a clock that is set meanwhile would make spans negative, or hours long.
    const at = Math.round(steadyNow() - steady)
    if (noted.has(event.type)) events.push('at' in event ? { ...event, at } : event)
    world.emit(event)
  }
  const end: Recorder['end'] = async ({ project, outcome, error, kept, onTimeline }) => {
    const isIdle = events.every(({ type }) => type === 'plan')
    if (isIdle && onTimeline === undefined) return
    if (ids.size > 0 && kept !== 'nothing') await keepCreations(project)
    const { timelineOf } = await import('../../plan/timeline.ts')
    const reasons = outcome === 'failed' ? reasonsOf(error) : []
    const timeline = timelineOf(events, { project, began, date: new Date(began).toISOString(), outcome, reasons })
    if (!isIdle && kept === 'all') {
      const { keepTimeline } = await import('./kept-timeline.ts')
      keepTimeline(timeline, (await world.engine()).address, world)
    }
    await onTimeline?.(timeline)
  }
  const keepCreations = async (project: string): Promise<void> => {
    const { creationsOf } = await import('../../plan/history.ts')
    const { addToHistory } = await import('./kept-history.ts')
    const { address } = await world.engine()
    addToHistory({ creations: creationsOf(events, ids, world.command ?? '') }, { project, address }, world)
  }
  return { world: { ...world, emit }, made: (container, id) => void ids.set(container, id), end }
}

/** A line for each failure, as the report begins it. */
function reasonsOf(error: unknown): readonly string[] {
  const lines =
    error instanceof UpFailed
      ? error.failures.map(({ message, ready = [] }) => [firstLine(message), ...ready].join('; '))
      : error instanceof Error
        ? [firstLine(error.message)]
        : []
  return lines.map(withoutUserinfo)
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}

const noted: ReadonlySet<Event['type']> = new Set(['plan', 'step-started', 'step-done', 'step-failed', 'step-skipped'])
