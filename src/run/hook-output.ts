import type { LogChunk } from '../engine/exec-options.ts'
import type { Emit } from '../events.ts'
import { createLineSplitter } from './logs/lines.ts'
import { stampOf, type Speaker } from './logs/pump.ts'

/** Takes what a hook prints and tells it line by line, as the output of containers is told. */
export interface HookOutput {
  readonly take: (chunk: LogChunk) => void
  /** The last line may have no line end. */
  readonly end: () => void
}

/** The output of a hook under its speaker's name. */
export function hookOutput(
  { container, service }: Speaker,
  { emit, now }: { readonly emit: Emit; readonly now: () => number },
): HookOutput {
  const splitters = { stdout: createLineSplitter(), stderr: createLineSplitter() }
  const tell = (stream: LogChunk['stream'], lines: readonly string[]): void => {
    if (lines.length === 0) return
    const time = stampOf(now())
    emit({ type: 'log', lines: lines.map((line) => ({ container, service, stream, line, time })) })
  }
  return {
    take: ({ stream, data }) => tell(stream, splitters[stream].push(data)),
    end: () => {
      for (const stream of ['stdout', 'stderr'] as const) tell(stream, splitters[stream].end())
    },
  }
}
