import { readFileSync } from 'node:fs'

const limits: ReadonlyMap<string, { readonly name: string; readonly counts: string; readonly enough: number }> =
  new Map([
    ['ENOSPC', { name: 'max_user_watches', counts: 'folders that this user can watch', enough: 524288 }],
    ['EMFILE', { name: 'max_user_instances', counts: 'programs of this user that can watch files', enough: 1024 }],
  ])

/** Why folders cannot be watched, and what to do. The kernel's words for its limits speak of disks and open files. */
export function watchTrouble(error: NodeJS.ErrnoException): string {
  const limit = limits.get(error.code ?? '')
  if (limit === undefined) return `not all folders can be watched: ${error.message}`
  const { name, counts, enough } = limit
  const value = valueOf(name)
  const reached = `not all folders can be watched: the number of ${counts} is limited (fs.inotify.${name}${value === undefined ? '' : ` = ${value}`})`
  const more = Math.max(enough, 4 * (value ?? 0))
  return `${reached}; raise it with \`sysctl -w fs.inotify.${name}=${more}\`, or leave folders out with \`ignore\` or .dockerignore`
}

function valueOf(name: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8'))
  } catch {
    return undefined
  }
}
