import { isAbsolute, posix, relative, sep } from 'node:path'
import type { Hook } from '../../attributes/service/hook.ts'
import type { Ignore } from '../../engine/build/dockerignore.ts'

export type WatchAction = 'rebuild' | 'sync' | 'restart' | 'sync+restart' | 'sync+exec'

/** One rule of `develop.watch`, ready to be asked. All paths are absolute, with links resolved. */
export interface WatchRule {
  readonly service: string
  readonly action: WatchAction
  /** A folder or a file; need not exist. */
  readonly root: string
  /** The place in the container; set where the action copies. */
  readonly target?: string
  readonly exec?: Hook
  /** Patterns of which one must fit; undefined: all files are meant. Relative to `root`. */
  readonly include?: Ignore
  /** What is left out, each with the folder that its patterns start at. */
  readonly ignore: readonly { readonly root: string; readonly patterns: Ignore }[]
  /** Files that are never copied: the project's own secrets. */
  readonly secret: ReadonlySet<string>
}

/** A file and where it goes. */
export interface SyncFile {
  readonly path: string
  readonly target: string
  /** The rule's, out of which nothing is copied. */
  readonly root: string
}

/** The path within a folder, with slashes, `` for the folder itself; undefined when it is elsewhere. */
export function within(folder: string, path: string): string | undefined {
  const rest = relative(folder, path)
  if (rest === '..' || rest.startsWith(`..${sep}`) || isAbsolute(rest)) return undefined
  return sep === '/' ? rest : rest.split(sep).join('/')
}

/** Whether a change of the path sets the rule off. */
export function concernsPath(rule: WatchRule, path: string): boolean {
  const inside = within(rule.root, path)
  if (inside === undefined) return false
  if (rule.include !== undefined && !rule.include.excludes(inside)) return false
  return !ignores(rule, path)
}

/** Whether nothing below a folder can set the rule off, so that it need not be looked at. */
export function skipsFolder(rule: WatchRule, folder: string): boolean {
  if (within(folder, rule.root) !== undefined) return false
  if (within(rule.root, folder) === undefined) return true
  return rule.ignore.some(({ root, patterns }) => {
    const inside = within(root, folder)
    return inside !== undefined && patterns.excludes(inside) && !patterns.mayLetIn(inside)
  })
}

/** Where the rule puts a file; undefined for rules that copy nothing. */
export function placeInContainer(rule: WatchRule, path: string): SyncFile | undefined {
  const inside = within(rule.root, path)
  if (rule.target === undefined || inside === undefined || rule.secret.has(path)) return undefined
  return { path, target: posix.join(rule.target, inside), root: rule.root }
}

function ignores({ ignore }: WatchRule, path: string): boolean {
  return ignore.some(({ root, patterns }) => {
    const inside = within(root, path)
    return inside !== undefined && patterns.excludes(inside)
  })
}

/**
 * What nobody wants in a container: git's own folder, and what editors and tools write beside a file for a moment
 * (docker compose 2.40.3: JetBrains, Emacs, Vim, Kate, Go).
 */
export const ephemeral: readonly string[] = [
  '**/.git',
  '**/*___jb_old___',
  '**/*___jb_tmp___',
  '**/.idea/**',
  '**/.#*',
  '**/#*#',
  '**/4913',
  '**/*~',
  '**/.*.swp',
  '**/.*.swx',
  '**/.*.swo',
  '**/.*.swn',
  '**/*.kate-swp',
  '**/*-go-tmp-umask',
]
