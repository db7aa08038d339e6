import type { IsolationRequest } from '../../api/copies/isolation.ts'
import type { World } from '../../api/world/world.ts'
import type { Isolation } from '../../model/isolation.ts'
import { booleanOf } from '../argv/flag-value.ts'
import type { Globals } from '../argv/globals.ts'
import { UsageError } from '../usage-error.ts'
import { commandKinds } from './command-kinds.ts'
import type { ProjectFlags } from './context.ts'

/** The copy of the project that a command is for. */
export interface CopyFor {
  readonly isolation: Isolation
  /** Says once which copy is changed, where nobody named it. */
  readonly tell: (emit: World['emit']) => void
}

const passingFix =
  'leave it out: it works on a copy that nobody else has, with names and ports of its own, and throws it away'

/** Undefined where the project itself is meant. Throws a ComposeError for a name that cannot be one. */
export async function copyFor(
  { globals, command }: { readonly globals: Globals; readonly command: string },
  project: ProjectFlags,
  place: Pick<World, 'cwd' | 'home' | 'env' | 'pipes'>,
): Promise<CopyFor | undefined> {
  if (globals['no-isolate'] && commandKinds.passing.has(command))
    throw new UsageError(`${command}: --no-isolate is not supported`, passingFix)
  const request = isolationRequest(globals, place.env)
  if (request === undefined) return undefined
  const { isolationOf } = await import('../../api/copies/isolation.ts')
  const chosen = await isolationOf(request, project, place)
  if (chosen === undefined) return undefined
  let notice = commandKinds.naming.has(command) ? chosen.notice : undefined
  const tell = (emit: World['emit']): void => {
    if (notice !== undefined) emit({ type: 'notice', message: notice })
    notice = undefined
  }
  // A copy for a scenario goes with it, and so do its ports.
  const brief = (place.env.get('MUSTER_LEASE') ?? '') !== ''
  return { isolation: brief ? { ...chosen.isolation, ports: 'fresh' } : chosen.isolation, tell }
}

/** `--isolate`, `--no-isolate`, else MUSTER_ISOLATE: `auto`, a name, or `0`. */
export function isolationRequest(
  { isolate, 'no-isolate': off }: Pick<Globals, 'isolate' | 'no-isolate'>,
  env: ReadonlyMap<string, string>,
): IsolationRequest | undefined {
  if (off) return undefined
  if (isolate !== undefined) return isolate === '' ? { kind: 'folder' } : { kind: 'named', name: isolate }
  const wanted = env.get('MUSTER_ISOLATE') ?? ''
  const truth = booleanOf(wanted)
  if (wanted === '' || truth === false) return undefined
  if (truth === true) return { kind: 'folder' }
  return wanted === 'auto' ? { kind: 'worktree' } : { kind: 'named', name: wanted }
}
