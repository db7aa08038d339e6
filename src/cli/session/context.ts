import type { ExitCodes } from '../../api/exit-code.ts'
import type { LoadAccess } from '../../api/world/load-world.ts'
import type { ProjectOptions, World } from '../../api/world/world.ts'
import type { LogStyle } from '../../render/log-printer.ts'
import type { BuildsTo, Muted, Progress, Renderer } from '../../render/renderer.ts'
import type { Terminal } from '../../render/terminal.ts'

/** How to find and read the project: what all commands share. */
export type ProjectFlags = Omit<ProjectOptions, 'services'>

/** What the command line hands to a command. */
export interface Context {
  /** The global flags that choose and read the project. */
  readonly project: ProjectFlags
  readonly dryRun: boolean
  /** In whose place muster stands: as the plugin `compose` it tells the version that it is a drop-in for. */
  readonly speaksAs: 'muster' | 'compose'
  readonly exitCodes: ExitCodes
  /** What a load may read; needs no engine. */
  readonly loading: LoadAccess
  readonly emit: World['emit']
  /** Writes a result into a file; relative paths start at the current folder. */
  readonly save: (path: string, text: string) => Promise<void>
  /** Shell variables, and what `.env` sets of COMPOSE_*. */
  readonly env: ReadonlyMap<string, string>
  readonly terminal: Terminal
  /** How progress is shown. */
  readonly progress: Progress
  /** Whether results on stdout may be coloured. */
  readonly colors: boolean
  /** How many engine requests may run at once; undefined: as many as is good. */
  readonly parallel?: number
  /** From now on the command itself handles the signals; none of them decides the exit code any more. */
  readonly releaseSignals: () => void
  /** Ends the process with the code, whatever is under way; what the terminal shows is finished before. */
  readonly leave: (code: number) => void
  /** What is drawn, once `world` was asked for: a line below everything, where there can be one, blank lines, and events that nobody else hears. */
  readonly drawing: () => Pick<Renderer, 'foot' | 'space' | 'emit'>
  /** The outside, with a renderer behind `emit`. `logs` says how lines of containers look; steps in `mute` show no progress; `builds` says where what builds print goes. */
  readonly world: (logs?: Partial<LogStyle>, mute?: readonly Muted[], builds?: BuildsTo) => World
}
