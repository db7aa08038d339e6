import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { configDirectory, readDockerConfig, type Surroundings } from '../credentials/docker-config.ts'

const systemFolders = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
]

/** Where a plugin of the Docker CLI lies, in docker's order: the user's folder, those of config.json, the system's. */
export function findPlugin(name: string, surroundings: Surroundings): string | undefined {
  const directory = configDirectory(surroundings)
  const { cliPluginsExtraDirs = [] } = readDockerConfig(directory)
  const folders = [join(directory, 'cli-plugins'), ...cliPluginsExtraDirs, ...systemFolders]
  return folders.map((folder) => join(folder, `docker-${name}`)).find(isProgram)
}

/** Where a program lies, by PATH. Entries that are no absolute folders are left out: what lies in the project is not meant. */
export function findProgram(name: string, { env }: Surroundings): string | undefined {
  const folders = (env.get('PATH') ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
