import { existsSync, promises as files, readFileSync, statSync } from 'node:fs'
import type { LoadWorld } from '../load/options.ts'
import { decodeText } from '../source/decode.ts'
import type { World } from './world.ts'

export type LoadAccess = LoadWorld

/**
 * What a load may touch of a world: its variables, and reading files and standard input. */
export function loadWorld({ cwd, home, env }: Pick<World, 'cwd' | 'home' | 'env'>): LoadAccess {
  return {
    cwd,
    home,
    env,
    readFile: async (path) => decodeText(await read(path)),
    exists: (path) => Promise.resolve(existsSync(path)),
  }
}

/** Files are read at once, for loading `node:fs/promises` takes longer than that; others may let one wait for ever. */
async function read(path: string): Promise<Uint8Array> {
  if (path !== '-') return statSync(path).isFile() ? readFileSync(path) : await files.readFile(path)
  const { buffer } = await import('node:stream/consumers')
  return await buffer(process.stdin)
}
