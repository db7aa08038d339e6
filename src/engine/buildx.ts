import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { configDirectory, readDockerConfig, type Surroundings } from './docker-config.ts'

/** Where docker's own command line looks for plugins, after the user's folders (docker/cli 28). */
const systemFolders = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
]

/** The plugin's executable, which runs by itself, too; undefined where it is not installed. */
export async function findBuildx(surroundings: Surroundings): Promise<string | undefined> {
  const directory = configDirectory(surroundings)
  const { cliPluginsExtraDirs = [] } = readDockerConfig(directory)
  for (const folder of [...cliPluginsExtraDirs, join(directory, 'cli-plugins'), ...systemFolders]) {
    const path = join(folder, 'docker-buildx')
    if (await isExecutable(path)) return path
  }
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
