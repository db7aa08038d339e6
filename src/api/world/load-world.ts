import { existsSync } from 'node:fs'
import { gitAddress, isGit } from '../../load/git-address.ts'
import type { LoadWorld } from '../../load/options.ts'
import { decodeText } from '../../source/decode.ts'
import { readBytes } from './read-bytes.ts'
import type { World } from './world.ts'

export type LoadAccess = LoadWorld

type Surroundings = Pick<World, 'cwd' | 'home' | 'env' | 'shell' | 'pipes'>

/**
 * What a load may touch of a world: its variables, and reading files and standard input.
 */
export function loadWorld({ cwd, home, env, shell, pipes }: Surroundings): LoadAccess {
  return {
    cwd,
    home,
    env,
    ...(shell === undefined ? {} : { shell }),
    ...(pipes?.inputName === undefined ? {} : { inputName: pipes.inputName }),
    readFile: async (path) => decodeText(await readBytes(path, pipes)),
    exists: (path) => Promise.resolve(existsSync(path)),
    assignedPorts: async (project) => {
      const { keptPorts } = await import('../copies/kept-ports.ts')
      return keptPorts({ env, home }, project)
    },
    fetchRemote: async (resource, { insecureRegistries }) => {
      if (isGit(resource)) return await fromGit(resource, { env, home })
      const { fetchProject } = await import('../../registry/fetch-project.ts')
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
