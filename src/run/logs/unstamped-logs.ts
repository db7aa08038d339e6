import type { LogChunk } from '../../engine/exec-options.ts'
import type { LogOptions } from '../../engine/port.ts'
import { createBreaks } from './breaks.ts'
import { askAgain, type ResumeWorld } from './resume-logs.ts'
import { createShownBytes, type ShownBytes } from './shown-bytes.ts'

/**
 * What a container has printed up to now, from its first line on and without the engine's times, which cost the engine a
 * quarter of its work. Where the stream breaks off it is opened again, and as many bytes as were handed on are left out.
 * Rejects as the engine does at first, and later when it does not answer for half a minute, or breaks off again and again
 * without anything new.
 */
export async function unstampedLogs(
  container: string,
  range: Pick<LogOptions, 'since' | 'until'>,
  world: ResumeWorld,
): Promise<AsyncIterable<LogChunk>> {
  const open = async (): Promise<AsyncIterable<LogChunk>> =>
    await world.engine.containers.logs(container, {
      ...range,
      tail: 'all',
      follow: false,
      timestamps: false,
      signal: world.signal,
    })
  return read(container, { first: await open(), open }, world)
}

interface Source {
  readonly first: AsyncIterable<LogChunk>
  readonly open: () => Promise<AsyncIterable<LogChunk>>
}

async function* read(container: string, { first, open }: Source, world: ResumeWorld): AsyncGenerator<LogChunk> {
  const shown = { stdout: createShownBytes(), stderr: createShownBytes() }
  const breaks = createBreaks({ container, followed: false }, world)
  for (let stream: AsyncIterable<LogChunk> | undefined = first; stream !== undefined;) {
    let broken: unknown
    try {
      for await (const chunk of freshOf(stream, shown)) {
        breaks.brought()
        yield chunk
      }
      return
    } catch (error) {
      if (world.signal.aborted || error instanceof LinesGone) throw error
      broken = error
    }
    await breaks.broke(broken)
    stream = await askAgain(world, open)
    shown.stdout.again()
    shown.stderr.again()
  }
}

async function* freshOf(
  chunks: AsyncIterable<LogChunk>,
  shown: Readonly<Record<LogChunk['stream'], ShownBytes>>,
): AsyncGenerator<LogChunk> {
  for await (const { stream, data } of chunks) {
    const fresh = shown[stream].fresh(data)
    if (shown[stream].differs()) throw new LinesGone()
    if (fresh.length > 0) yield { stream, data: fresh }
  }
}

class LinesGone extends Error {
  constructor() {
    super('the stream broke off, and the engine has thrown old lines away since; ask again')
  }
}
