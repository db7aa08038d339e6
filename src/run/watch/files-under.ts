import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { concernsPath, skipsFolder, type WatchRule } from './rule.ts'

/** Every file and link that is there and that the rule is about; none where the rule's place does not exist. */
export async function filesUnder(rule: WatchRule): Promise<readonly string[]> {
  const stat = await lstat(rule.root).catch(() => undefined)
  if (stat === undefined) return []
  if (!stat.isDirectory()) return concernsPath(rule, rule.root) ? [rule.root] : []
  const found: string[] = []
  const folders = [rule.root]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(folder, entry.name)
      const wanted = entry.isDirectory() ? !skipsFolder(rule, path) : concernsPath(rule, path)
      if (wanted) (entry.isDirectory() ? folders : found).push(path)
    }
  }
  return found
}
