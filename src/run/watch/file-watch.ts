import { type FSWatcher, type Stats, watch } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Anchor, anchorTo } from './anchor.ts'

/** What is watched, and who is told. */
export interface FileWatchOptions {
  /** Absolute paths of files or folders; they need not exist yet. */
  readonly roots: readonly string[]
  /** Whether a folder is not looked into. */
  readonly skips: (folder: string) => boolean
  /** A file, folder or link appeared, changed or vanished. */
  readonly onChange: (path: string) => void
  /** A folder cannot be watched from now on. */
  readonly onTrouble: (error: Error) => void
}

export interface FileWatch {
  /** How many folders are watched. */
  readonly folders: () => number
  readonly close: () => void
}

/** So many events at once, and the kernel's queue (16384 by default) may have overflowed without a word. */
const flood = 4000
/** Milliseconds without an event after which a flood is over. */
const calm = 200

interface Folder {
  readonly watcher: FSWatcher | undefined
  readonly identity: string
  readonly names: Set<string>
}

interface State extends FileWatchOptions {
  readonly found: Map<string, Folder>
  readonly dirty: Set<string>
  readonly anchors: Map<string, Anchor>
  closed: boolean
  examining: boolean
  events: number
  since: number
  timer?: ReturnType<typeof setTimeout>
}

/**
 * Watches files and folders, in depth. Linux: one inotify watch for each folder that is not skipped, so that files cost
 * none (Node's recursive watch takes one for each file, and knows no exceptions); elsewhere the system's own recursive
 * watch. Links are not followed. What an event says is not believed: the path is looked at. Rejects when the folders
 * cannot be watched, for instance with ENOSPC when there are too many of them.
 */
export async function watchFiles(options: FileWatchOptions): Promise<FileWatch> {
  const state: State = {
    ...options,
    found: new Map(),
    dirty: new Set(),
    anchors: new Map(),
    closed: false,
    examining: false,
    events: 0,
    since: 0,
  }
  const close = (): void => {
    state.closed = true
    clearTimeout(state.timer)
    for (const { watcher } of state.found.values()) watcher?.close()
    for (const anchor of state.anchors.values()) anchor.close()
    state.found.clear()
  }
  try {
    for (const root of options.roots)
      state.anchors.set(
        root,
        anchorTo(root, () => note(state, root)),
      )
    for (const root of options.roots) await enter(state, root, 'silently')
  } catch (error) {
    close()
    throw error
  }
  return { folders: () => state.found.size, close }
}

function note(state: State, path: string): void {
  if (state.closed) return
  state.dirty.add(path)
  if (state.events === 0) state.since = Date.now()
  state.events += 1
  clearTimeout(state.timer)
  state.timer = setTimeout(() => void settle(state), calm)
  void examineAll(state)
}

/** The end of a burst. */
async function settle(state: State): Promise<void> {
  const { events, since } = state
  state.events = 0
  if (events >= flood) await lookAgain(state, since - 2000)
}

async function examineAll(state: State): Promise<void> {
  if (state.examining) return
  state.examining = true
  try {
    while (state.dirty.size > 0 && !state.closed) {
      const paths = [...state.dirty]
      state.dirty.clear()
      for (let at = 0; at < paths.length; at += 32)
        await Promise.all(paths.slice(at, at + 32).map(async (path) => await examine(state, path)))
    }
  } catch (error) {
    state.onTrouble(error as Error)
  } finally {
    state.examining = false
  }
}

async function examine(state: State, path: string): Promise<void> {
  const names = state.found.get(dirname(path))?.names
  const stat = await lstat(path).catch(() => undefined)
  if (state.closed) return
  if (stat === undefined) {
    const wasFolder = leave(state, path)
    const known = names?.delete(basename(path)) === true
    // A folder that is itself what is watched is emptied, and stays.
    if (known || (state.anchors.has(path) && !wasFolder)) state.onChange(path)
    return
  }
  names?.add(basename(path))
  const folder = state.found.get(path)
  const same = folder?.identity === identityOf(stat)
  if (!same) leave(state, path)
  if (!stat.isDirectory()) return state.onChange(path)
  if (state.skips(path)) return
  if (!state.anchors.has(path)) state.onChange(path)
  if (!same) await enter(state, path, 'telling')
}

/** Begins to watch a folder and all below it: first the watch, then the look, so that nothing is missed between them. */
async function enter(state: State, folder: string, way: 'silently' | 'telling'): Promise<void> {
  const stat = await lstat(folder).catch(() => undefined)
  if (state.closed || stat?.isDirectory() !== true || state.found.has(folder) || state.skips(folder)) return
  const names = new Set<string>()
  state.found.set(folder, { watcher: opened(state, folder), identity: identityOf(stat), names })
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') state.onTrouble(error)
    return []
  })
  for (const entry of entries) {
    const path = join(folder, entry.name)
    names.add(entry.name)
    if (way === 'telling' && !(entry.isDirectory() && state.skips(path))) state.onChange(path)
  }
  for (const entry of entries) if (entry.isDirectory()) await enter(state, join(folder, entry.name), way)
}

/** A folder that is removed and made again mostly gets the inode that has just become free (ext4), and its watch is dead. */
function identityOf({ ino, birthtimeMs }: Stats): string {
  return `${ino} ${birthtimeMs}`
}

function opened(state: State, folder: string): FSWatcher | undefined {
  const recursive = process.platform !== 'linux'
  if (recursive && state.found.has(dirname(folder))) return undefined
  try {
    const watcher = watch(folder, { recursive })
    watcher.on('change', (_, name) => {
      if (name !== null) note(state, join(folder, name.toString()))
    })
    watcher.on('error', () => note(state, folder))
    return watcher
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code !== 'EACCES') throw error
    state.onTrouble(error as Error)
    return undefined
  }
}

/** Forgets a folder that is gone, and tells of all that was in it. Whether there was one. */
function leave(state: State, path: string): boolean {
  if (!state.found.has(path)) return false
  for (const [folder, { watcher, names }] of state.found) {
    if (folder !== path && !folder.startsWith(`${path}/`)) continue
    watcher?.close()
    state.found.delete(folder)
    for (const name of names) state.onChange(join(folder, name))
  }
  return true
}

/** Finds what a flood of events may have swallowed: names that came or went, and files that changed since. */
async function lookAgain(state: State, since: number): Promise<void> {
  for (const [folder, { names }] of state.found) {
    const entries = await readdir(folder).catch(() => [])
    const there = new Set(entries)
    for (const name of names) if (!there.has(name)) state.dirty.add(join(folder, name))
    for (const name of entries) {
      const path = join(folder, name)
      const stat = names.has(name) ? await lstat(path).catch(() => undefined) : undefined
      if (stat === undefined || (stat.ctimeMs >= since && !stat.isDirectory())) state.dirty.add(path)
    }
  }
  await examineAll(state)
}
