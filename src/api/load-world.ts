import { access, readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import type { LoadWorld } from '../load/options.ts'
import { decodeText } from '../source/decode.ts'
import type { World } from './world.ts'

export type LoadAccess = LoadWorld

/** What a load may touch of a world: its variables, and reading files and standard input. */
export function loadWorld({ cwd, home, env }: Pick<World, 'cwd' | 'home' | 'env'>): LoadAccess {
  return {
    cwd,
    home,
    env,
    readFile: async (path) => decodeText(path === '-' ? await buffer(process.stdin) : await readFile(path)),
    exists: async (path) =>
      await access(path).then(
        () => true,
        () => false,
      ),
  }
}
