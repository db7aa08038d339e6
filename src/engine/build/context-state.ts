import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { Ignore } from './dockerignore.ts'

/** What is known of one entry of a context: size, mtime in ms, inode and mode tell whether `digest` still holds. */
type FileState = readonly [size: number, mtime: number, inode: number, mode: number, digest: string]

export type ContextState = Readonly<Record<string, FileState>>

/**
 * Everything that goes to the builder, by path; those of folders end with a slash. Only what looks different from `known`
 * is read. Synchronous, as that is ten times as fast: 20,000 files that did not change take 0.2 s.
 */
export function contextState(root: string, ignore: Ignore, known: ContextState): ContextState {
  const found: Record<string, FileState> = Object.create(null) as Record<string, FileState>
  let count = 0
  const enter = (path: string, excluded: boolean): void => {
    const before = count
    visit(path)
    if (excluded && count === before) return
    count++
    found[`${path}/`] = [0, 0, 0, lstatSync(join(root, path)).mode & 0o7777, '']
  }
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const excluded = ignore.excludes(path)
      if (entry.isDirectory()) {
        if (!excluded || ignore.mayLetIn(path)) enter(path, excluded)
      } else if (!excluded && (entry.isFile() || entry.isSymbolicLink())) {
        count++
        found[path] = stateOf(join(root, path), known[path])
      }
    }
  }
  visit('')
  return found
}

function stateOf(path: string, known: FileState | undefined): FileState {
  const stat = lstatSync(path)
  const { size, mtimeMs, ino } = stat
  const mode = stat.mode & 0o7777
  const same = known?.[0] === size && known[1] === mtimeMs && known[2] === ino
  return [size, mtimeMs, ino, mode, same ? known[4] : digestOf(path, stat)]
}

function digestOf(path: string, stat: Stats): string {
  const content = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path)
  return createHash('sha256').update(content).digest('base64url').slice(0, 22)
}

/** Paths whose content or mode differ, or that only one of the two has. */
export function changedPaths(before: ContextState, after: ContextState): readonly string[] {
  const changed = Object.keys(after).filter((path) => {
    const [a, b] = [before[path], after[path]]
    return a?.[4] !== b?.[4] || a?.[3] !== b?.[3]
  })
  return [...changed, ...Object.keys(before).filter((path) => after[path] === undefined)].toSorted()
}
