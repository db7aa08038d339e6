import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { gitAddress, isGit } from '../load/git-address.ts'
import type { LoadWorld } from '../load/options.ts'
import { limits } from '../source/limits.ts'
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
    fetchRemote: async (resource, { insecureRegistries }) => {
      if (isGit(resource)) return await fromGit(resource, { env, home })
      const { fetchProject } = await import('../registry/fetch-project.ts')
      return await fetchProject(resource, { surroundings: { env, home }, insecure: insecureRegistries })
    },
  }
}

async function fromGit(resource: string, by: Pick<World, 'home' | 'env'>): Promise<string> {
  const address = gitAddress(resource)
  if ('refused' in address) throw new Error(address.refused)
  const { fetchGit } = await import('./fetch-git.ts')
  return await fetchGit(address, by)
}

/** Files are read at once, for loading `node:fs/promises` takes longer than that; others may let one wait for ever. */
async function read(path: string): Promise<Uint8Array> {
  if (path === '-') return await drained(process.stdin)
  const { size, isFile, isDirectory } = inspected(path)
  if (isFile && size > limits.fileSize) throw tooLarge()
  if (isFile || isDirectory) return readFileSync(path)
  return await drained(createReadStream(path))
}

function inspected(path: string): { readonly size: number; readonly isFile: boolean; readonly isDirectory: boolean } {
  const found = statSync(path)
  return { size: found.size, isFile: found.isFile(), isDirectory: found.isDirectory() }
}

/** Ends in time for what never ends, as /dev/zero. */
async function drained(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > limits.fileSize) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(): Error {
  return Object.assign(new Error(`it is larger than ${limits.fileSize / 1024} KiB`), { code: 'EFBIG' })
}
