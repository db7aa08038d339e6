import { join } from 'node:path'
import { muster } from './command.ts'
import type { TestProject } from './project.ts'

/** Makes muster the `docker compose` of whoever gets this environment; the plugin is in the project's own folder. */
export async function asDockerCompose(project: TestProject): Promise<{ readonly DOCKER_CONFIG: string }> {
  const env = { DOCKER_CONFIG: join(project.directory, '.docker') }
  const { code, stderr } = await muster(project, ['plugin', 'install', '--as', 'compose'], { env })
  if (code !== 0) throw new Error(`muster plugin install: ${stderr}`)
  return env
}
