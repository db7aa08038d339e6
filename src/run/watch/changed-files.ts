import { readFile } from 'node:fs/promises'
import { type FileWatch, watchFiles } from './file-watch.ts'

/** Tells of each file whose text is no longer what it was when this began; of each text once. */
export async function watchTexts(files: readonly string[], onChange: (file: string) => void): Promise<FileWatch> {
  const known = new Map<string, string | undefined>()
  for (const file of files) known.set(file, await textOf(file))
  const look = async (path: string): Promise<void> => {
    if (!known.has(path)) return
    const text = await textOf(path)
    // An editor that puts a new file in the place of the old has none for a moment.
    if (text === undefined || text === '' || text === known.get(path)) return
    known.set(path, text)
    onChange(path)
  }
  return await watchFiles({
    roots: files.filter((file) => known.get(file) !== undefined),
    skips: () => true,
    onChange: (path) => void look(path),
    onTrouble: () => undefined,
  })
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined)
}
