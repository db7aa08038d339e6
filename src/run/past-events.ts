import type { ContainerDetail, Engine, EngineEvent } from '../engine/port.ts'
import { label } from '../model/labels.ts'

/** Milliseconds within which an engine tells what it remembers. */
const patience = 2_000

/**
 * What the engine remembers of a container between two times (milliseconds since the epoch, the engine's own). It remembers the
 * last 256 events of all there is (28.5.2), so that nothing may be left of what is long ago.
 */
export async function pastEvents(
  { id, labels }: Pick<ContainerDetail, 'id' | 'labels'>,
  [since, until]: readonly [number, number],
  engine: Engine,
): Promise<readonly EngineEvent[]> {
  const filter = {
    types: ['container'],
    labels: [`${label.project}=${labels.get(label.project) ?? ''}`],
    since: String(since / 1000),
    until: String(until / 1000),
  } as const
  const found: EngineEvent[] = []
  for await (const event of await engine.events(filter, AbortSignal.timeout(patience)))
    if (event.id === id) found.push(event)
  return found
}
