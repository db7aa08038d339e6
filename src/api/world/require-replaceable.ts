import { promises as files } from 'node:fs'

/** Rejects, with the fix, where a file cannot take the place of what is at the path: a device or a pipe would be gone. */
export async function requireReplaceable(path: string, { shown, fix }: { shown: string; fix: string }): Promise<void> {
  const there = await files.lstat(path).catch(() => undefined)
  if (there === undefined || there.isFile()) return
  const kind = there.isDirectory()
    ? 'a folder'
    : there.isSymbolicLink()
      ? 'a symbolic link'
      : 'a device, pipe or socket'
  throw Object.assign(new Error(`cannot write to ${shown}: it is ${kind}, not a file`), { fix })
}
