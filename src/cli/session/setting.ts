import { projectPlace } from '../../api/project/project-place.ts'
import { composeVariables } from '../../api/world/compose-variables.ts'
import { type LoadAccess, loadWorld } from '../../api/world/load-world.ts'
import type { World } from '../../api/world/world.ts'
import type { Reporter } from '../../render/diagnostics/report.ts'
import type { Look } from '../../render/renderer.ts'
import type { Terminal } from '../../render/terminal.ts'
import type { Globals } from '../argv/globals.ts'
import { type Appearance, chooseAppearance } from './appearance.ts'
import { chooseReporter } from './choose-reporter.ts'
import { commandKinds } from './command-kinds.ts'
import type { ProjectFlags } from './context.ts'
import { type CopyFor, copyFor } from './copy-for.ts'
import type { EventSink } from './event-sink.ts'
import { sinkFor } from './event-tee.ts'
import { foundAbove } from './found-above.ts'
import { framingOf } from './framing.ts'
import { type Place, placeOf } from './place.ts'
import { usableFlags } from './project-flags.ts'
import { shellVariables } from './shell-variables.ts'

/** What is known of a command before it begins. */
export interface Setting {
  readonly globals: Globals
  /** Its name. */
  readonly command: string
  readonly place: Place & Pick<World, 'env'>
  readonly project: ProjectFlags
  readonly loading: LoadAccess
  readonly appearance: Appearance
  readonly reporter: Reporter | undefined
  readonly sink: EventSink | undefined
  readonly framing: Look['framing']
  /** What people are told once there is something to tell them of. */
  readonly notices: readonly CopyFor['tell'][]
  /** Puts what is created under the lease of who started this command. */
  readonly lent: (world: World) => World
}

/** Reads flags, environment and env files; connects to nothing. Throws what is wrong with them. */
export async function settingOf(globals: Globals, command: string, terminal: Terminal): Promise<Setting> {
  const shell = shellVariables()
  const given = usableFlags(globals, shell, terminal)
  const { cwd, home, pipes } = placeOf(command, given, { shell, terminal })
  const env = await composeVariables(given, { cwd, home, pipes, env: shell })
  const isPlaceless = commandKinds.placeless.has(command)
  const copy = isPlaceless ? undefined : await copyFor({ globals, command }, given, { cwd, home, pipes, env })
  const project = copy === undefined ? given : { ...given, isolate: copy.isolation }
  const appearance = chooseAppearance(globals, env, terminal)
  const reporter = await chooseReporter(globals, env, cwd)
  const sink = await sinkFor(globals, command, terminal)
  const place = { cwd, home, pipes, env, shell }
  const loading = loadWorld(place)
  const [found, lent] = await Promise.all([projectPlace(project, loading), lentIn(env)])
  const above = foundAbove({ command, place: found, progress: appearance.progress }, project, loading)
  const framing = framingOf(found, project, loading)
  const notices = [...(copy === undefined ? [] : [copy.tell]), above]
  return { globals, command, place, project, loading, appearance, reporter, sink, framing, notices, lent }
}

/** Whose lease it is under what a command creates. */
async function lentIn(env: ReadonlyMap<string, string>): Promise<Setting['lent']> {
  const id = env.get('MUSTER_LEASE') ?? ''
  if (id === '') return (world) => world
  const { underLentLease } = await import('../../api/lease/lent-lease.ts')
  return (world) => underLentLease(id, world)
}
