import { existsSync, type FSWatcher, watch } from 'node:fs'
import { basename, dirname, relative, sep } from 'node:path'

/** A watch over the folder above a path. */
export interface Anchor {
  readonly close: () => void
}

/**
 * Tells when a path may have appeared, changed, vanished or been replaced, also while the folders above it do not exist
 * yet. A file is watched this way because editors put a new file in its place; a folder because a checkout does. Throws as
 * `fs.watch`.
 */
export function anchorTo(path: string, onChange: () => void): Anchor {
  let watcher: FSWatcher | undefined
  let closed = false
  const place = (): void => {
    watcher?.close()
    const above = nearest(dirname(path))
    const next = relative(above, path).split(sep)[0]
    watcher = watch(above)
    watcher.on('change', (_, name) => {
      if (closed || (name !== null && name !== next && name !== basename(above))) return
      if (nearest(dirname(path)) !== above || name === basename(above)) move()
      onChange()
    })
    watcher.on('error', move)
    // What came between the look and the watch.
    if (nearest(dirname(path)) !== above) place()
  }
  const move = (): void => {
    try {
      place()
    } catch {
      // The folder went away under the watch, with all above it that tells of changes.
    }
  }
  place()
  return {
    close: () => {
      closed = true
      watcher?.close()
    },
  }
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}
