import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Removes the declarations that no entry leads to: those of modules that only the inside knows. */
export async function pruneDeclarations(folder: string, entries: readonly string[]): Promise<void> {
  const reached = new Set<string>()
  const next = [...entries]
  for (let path = next.pop(); path !== undefined; path = next.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    next.push(...declarationsIn(await readFile(join(folder, path), 'utf8'), path))
  }
  const all = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.d.ts'))
  await Promise.all(all.filter((name) => !reached.has(name)).map(async (name) => await rm(join(folder, name))))
  await removeEmpty(folder)
}

/** Paths of the declarations that a text refers to. */
function declarationsIn(text: string, path: string): readonly string[] {
  return [...text.matchAll(/(?:from |import\(|import )['"](\.[^'"]+)['"]/g)].map(([, name = '']) =>
    join(dirname(path), name.replace(/\.(?:js|ts)$/, '.d.ts')),
  )
}

async function removeEmpty(folder: string): Promise<void> {
  const inner = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  await Promise.all(inner.map(async ({ name }) => await removeEmpty(join(folder, name))))
  if ((await readdir(folder)).length === 0) await rm(folder, { recursive: true })
}
