import type { LogChunk } from '../../engine/exec-options.ts'
import type { Engine } from '../../engine/port.ts'
import type { Project } from '../../model/project.ts'
import { shownName } from '../../model/shown-name.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { createLineSplitter, type LineSplitter } from '../../run/logs/lines.ts'
import type { WatchRule } from '../../run/watch/rule.ts'
import type { World } from '../world/world.ts'

interface Place {
  readonly project: Project
  readonly engine: Engine
  readonly world: World
}

/** Runs the command of a `sync+exec` rule in every container that runs, and shows what it prints. Rejects where one fails. */
export async function runWatchHook(
  { exec }: WatchRule,
  containers: readonly ObservedContainer[],
  place: Place,
): Promise<void> {
  if (exec?.command === undefined) return
  const options = {
    command: exec.command,
    environment: [...(exec.environment ?? [])].map(([key, value]) => (value === null ? key : `${key}=${value}`)),
    ...(exec.user === undefined ? {} : { user: exec.user }),
    ...(exec.privileged === undefined ? {} : { privileged: exec.privileged }),
    ...(exec.working_dir === undefined ? {} : { workingDir: exec.working_dir }),
  }
  const running = containers.filter(({ state }) => state === 'running')
  const ends = await Promise.all(
    running.map(async (container) => {
      const { onOutput, end } = linesTo(container, place)
      const { exitCode } = await place.engine.containers.exec(container.id, {
        ...options,
        onOutput,
        signal: place.world.signal,
      })
      end()
      return { name: container.name, exitCode }
    }),
  )
  const failed = ends.filter(({ exitCode }) => exitCode !== 0)
  if (failed.length === 0) return
  throw new Error(failed.map(({ name, exitCode }) => `exec in ${name} exited with status ${exitCode}`).join('; '))
}

function linesTo(
  { name, service }: ObservedContainer,
  { project, world }: Place,
): { readonly onOutput: (chunk: LogChunk) => void; readonly end: () => void } {
  const container = shownName(name, project)
  const splitters: Readonly<Record<LogChunk['stream'], LineSplitter>> = {
    stdout: createLineSplitter(),
    stderr: createLineSplitter(),
  }
  const show = (stream: LogChunk['stream'], lines: readonly string[]): void => {
    if (lines.length > 0)
      world.emit({ type: 'log', lines: lines.map((line) => ({ container, service, stream, line })) })
  }
  return {
    onOutput: ({ stream, data }) => show(stream, splitters[stream].push(data)),
    end: () => {
      show('stdout', splitters.stdout.end())
      show('stderr', splitters.stderr.end())
    },
  }
}
