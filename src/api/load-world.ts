import { access, readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { LoadWorld } from '../load/options.ts'
import type { World } from './world.ts'

export type LoadAccess = LoadWorld

/** What a load may touch of a world: its variables, and reading files and standard input. */
export function loadWorld({ cwd, home, env }: Pick<World, 'cwd' | 'home' | 'env'>): LoadAccess {
  return {
    cwd,
    home,
    env,
    readFile: async (path) => (path === '-' ? await text(process.stdin) : await readFile(path, 'utf8')),
    exists: async (path) =>
      await access(path).then(
        () => true,
        () => false,
      ),
  }
}
