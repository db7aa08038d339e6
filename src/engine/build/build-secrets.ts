import { readFile, stat } from 'node:fs/promises'
import type { BuildSpec } from '../../plan/step.ts'

/** A secret of fewer characters is in every other word. */
const shortest = 4
/** Bytes; larger files are no passwords. */
const largest = 64 * 1024

/** The text without the secrets of a build. */
export function masked(text: string, values: readonly string[]): string {
  return values.reduce((rest, value) => rest.replaceAll(value, '***'), text)
}

/** What must not be repeated: the values, line by line, the longest first. */
export async function secretTexts(build: BuildSpec): Promise<readonly string[]> {
  const own = await Promise.all(
    (build.secrets ?? []).map(async (it) => ('file' in it ? await textOf(it.file) : it.reveal())),
  )
  const others = [...(build.contexts?.values() ?? [])].filter((value) => typeof value !== 'string')
  const along = await Promise.all(others.map(secretTexts))
  const lines = own.flatMap((text) => text.split(/\r?\n/)).map((line) => line.trim())
  const found = [...lines.filter(({ length }) => length >= shortest), ...along.flat()]
  return [...new Set(found)].toSorted((a, b) => b.length - a.length)
}

/** Empty for what cannot be read: the build itself says so. A pipe is left to the builder, for it gives its content once. */
async function textOf(path: string): Promise<string> {
  try {
    const found = await stat(path)
    return !found.isFile() || found.size > largest ? '' : await readFile(path, 'utf8')
  } catch {
    return ''
  }
}
