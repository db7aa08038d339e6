import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Removes the declarations that no entry leads to: those of modules that only the inside knows. */
export async function pruneDeclarations(folder: string, entries: readonly string[]): Promise<void> {
  const reached = await reachedFrom(folder, entries)
  const all = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.d.ts'))
  await Promise.all(all.filter((name) => !reached.has(name)).map(async (name) => await rm(join(folder, name))))
  await removeEmpty(folder)
}

/**
 * Copies what an entry leads to into a folder whose modules count as CommonJS: TypeScript under `module: node16` lets no
 * CommonJS module import what is declared as an ES module, though Node's `require` loads it.
 */
export async function declareForRequire(folder: string, entry: string, into: string): Promise<void> {
  for (const path of await reachedFrom(folder, [entry])) await cp(join(folder, path), join(into, path))
  await writeFile(join(into, 'package.json'), '{ "type": "commonjs" }\n')
}

async function reachedFrom(folder: string, entries: readonly string[]): Promise<ReadonlySet<string>> {
  const reached = new Set<string>()
  const next = [...entries]
  for (let path = next.pop(); path !== undefined; path = next.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    next.push(...declarationsIn(await readFile(join(folder, path), 'utf8'), path))
  }
  return reached
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
