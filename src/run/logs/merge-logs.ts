import type { ContainerSummary } from '../../engine/port.ts'
import { logLines, type StampedLine } from './log-lines.ts'
import type { LogRequest, LogWorld } from './logs.ts'
import { resumedLogs } from './resume-logs.ts'

/**
 * What containers have printed, in the order of the engine's times. Each container's own order is kept. Of each no more is
 * read ahead than what the engine sends at once.
 */
export async function mergeLogs(
  containers: readonly ContainerSummary[],
  { tail, since, until, shownName }: Omit<LogRequest, 'times'>,
  world: LogWorld,
): Promise<void> {
  const range = { tail, ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
  const sources = await Promise.all(
    containers.map(async ({ name, service }): Promise<Source> => {
      const speaker = { container: shownName(name), service }
      const chunks = await resumedLogs(name, { ...range, follow: false }, world).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        world.emit({ type: 'warning', message: `no logs of ${name}: ${why}` })
        return none()
      })
      return { batches: logLines(chunks, speaker), lines: [], at: 0 }
    }),
  )
  let open = await advanced(sources)
  while (open.length > 0 && !world.signal.aborted) {
    world.emit({ type: 'log', lines: merged(open) })
    await world.room?.(world.signal)
    open = await advanced(open)
  }
}

/** The lines up to where one of the sources must be read on. */
function merged(open: readonly Source[]): readonly StampedLine[] {
  const lines: StampedLine[] = []
  for (;;) {
    const next = open.reduce((least, source) => (timeOf(source) < timeOf(least) ? source : least))
    const line = next.lines[next.at++]
    if (line !== undefined) lines.push(line)
    if (next.at >= next.lines.length) return lines
  }
}

interface Source {
  readonly batches: AsyncGenerator<readonly StampedLine[]>
  lines: readonly StampedLine[]
  at: number
}

function timeOf({ lines, at }: Source): string {
  return lines[at]?.time ?? ''
}

/** Reads on where everything was shown; leaves out who has come to an end. */
async function advanced(sources: readonly Source[]): Promise<readonly Source[]> {
  const read = async (source: Source): Promise<boolean> => {
    while (source.at === source.lines.length) {
      const { value, done } = await source.batches.next()
      if (done === true) return false
      source.lines = value
      source.at = 0
    }
    return true
  }
  const alive = await Promise.all(sources.map(read))
  return sources.filter((_, i) => alive[i])
}

async function* none(): AsyncGenerator<never> {
  // Nothing comes.
}
