import { realPath } from '../../engine/host/real-path.ts'
import { startFolder } from '../../load/discover.ts'
import { surroundings } from '../../load/env.ts'
import type { LoadOptions } from '../../load/options.ts'
import { normaliseName } from '../../load/project-name.ts'
import type { Isolation } from '../../model/isolation.ts'
import { sha256 } from '../../model/sha256.ts'
import { ComposeError, createReport } from '../../source/diagnostic.ts'
import { loadWorld } from '../world/load-world.ts'
import type { World } from '../world/world.ts'
import { linkedWorktree, worktreeName } from './worktree.ts'

/** How a copy is asked for. */
export type IsolationRequest =
  | { readonly kind: 'named'; readonly name: string }
  /** Called after the project's folder. */
  | { readonly kind: 'folder' }
  /** Only in a linked worktree of a git repository. */
  | { readonly kind: 'worktree' }

/** The copy that is meant, and why, where nobody named it. */
export interface ChosenIsolation {
  readonly isolation: Isolation
  /** A line for people. */
  readonly notice?: string
}

type Place = Pick<World, 'cwd' | 'home' | 'env' | 'pipes'>

/**
 * The copy of a project that a request means; undefined where `worktree` is asked for and the project is in none. Throws a
 * ComposeError for a name that cannot be one.
 */
export async function isolationOf(
  request: IsolationRequest,
  options: LoadOptions,
  place: Place,
): Promise<ChosenIsolation | undefined> {
  if (request.kind === 'named') return { isolation: { name: copyName(request.name), ports: 'remembered' } }
  const folder = realPath(await projectFolder(options, place))
  if (request.kind === 'folder') return { isolation: { name: shortHash(folder), ports: 'remembered' } }
  const worktree = linkedWorktree(folder)
  if (worktree === undefined) return undefined
  const name = usable(worktreeName(worktree)) ?? shortHash(worktree.folder)
  const notice = `this is a worktree of ${worktree.main}: working on its own copy, --isolate=${name} (--no-isolate shares)`
  return { isolation: { name, ports: 'remembered' }, notice }
}

const longestName = 40

/** Canonical as project names are, or undefined where nothing usable is left. */
function usable(name: string): string | undefined {
  const canonical = normaliseName(name)
  return canonical === '' || canonical.length > longestName ? undefined : canonical
}

/** A name as copies have it. Throws a ComposeError for what cannot be one. */
export function copyName(name: string): string {
  const canonical = usable(name)
  if (canonical !== undefined) return canonical
  const message = `--isolate: ${JSON.stringify(name)} cannot name a copy: it needs letters or digits, and at most ${longestName} of them`
  const fix = 'give another name, or none: the copy is then called after the folder'
  throw new ComposeError([{ severity: 'error', kind: 'isolate-name', message, notes: [], fix }])
}

/** Where there is no project, the folder in which one would be looked for. What is wrong with the files is told by their load. */
async function projectFolder(options: LoadOptions, place: Place): Promise<string> {
  const world = loadWorld(place)
  try {
    return (await surroundings(options, world, createReport())).directory
  } catch {
    return startFolder(options, world)
  }
}

function shortHash(folder: string): string {
  return sha256(folder).toString('hex').slice(0, 8)
}
