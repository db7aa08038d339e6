import type { ContainerDetail, Engine, EngineEvent } from '../../engine/port.ts'
import type { Ending } from '../../plan/history.ts'
import type { Ended } from '../../plan/why.ts'
import { pastEvents } from '../../run/past-events.ts'

/** From what muster has noted, and what the engine remembers. Rejects with EngineError. */
export async function endedBy(detail: ContainerDetail, endings: readonly Ending[], engine: Engine): Promise<Ended> {
  if (detail.oomKilled) return { cause: 'out-of-memory' }
  const noted = endings.find((ending) => isOf(ending, detail))
  const events = await pastEvents(detail, [Date.parse(detail.startedAt), Date.parse(detail.finishedAt) + 1_000], engine)
  const cause = noted?.how ?? causeIn(events)
  const forced = cause === 'stopped' && detail.exitCode === 137
  return { cause, ...(noted && { by: noted.by }), ...(forced && { after: 'force' }) }
}

/** Milliseconds by which the clocks of engine and machine may differ unnoticed. */
const tolerance = 1_000

/** Not of an earlier run: this one had begun when the command was given, and ended after that. */
function isOf({ id, at }: Ending, { id: container, startedAt, finishedAt }: ContainerDetail): boolean {
  const given = Date.parse(at)
  return id === container && Date.parse(startedAt) < given && Date.parse(finishedAt) > given - tolerance
}

function causeIn(events: readonly EngineEvent[]): Ended['cause'] {
  const has = (action: string): boolean => events.some((event) => event.action === action)
  if (has('stop')) return 'stopped'
  if (has('kill')) return 'killed'
  return has('die') ? 'itself' : 'unknown'
}
