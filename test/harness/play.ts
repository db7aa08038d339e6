import { type Outcome, musterPath, type Running, start } from './command.ts'
import { engineRequest, filters } from './engine.ts'
import type { TestProject } from './project.ts'

/** `muster play ARGS` in the project's folder: its own name for the project is found by nobody else. */
export function startPlay(
  project: TestProject,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  return start([musterPath, 'play', ...args], { cwd: project.directory, env })
}

/** The same, to its end. */
export async function play(
  project: TestProject,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return await startPlay(project, args, env).done
}

/** Names of everything in the engine whose project begins with this name: the copies that were played on. */
export async function leftOf(name: string): Promise<readonly string[]> {
  const query = filters({ label: ['com.docker.compose.project'] })
  interface Labelled {
    readonly Labels: Readonly<Record<string, string>> | null
  }
  const [containers, networks, volumes] = await Promise.all([
    engineRequest('GET', `/containers/json?all=1&${query}`),
    engineRequest('GET', `/networks?${query}`),
    engineRequest('GET', `/volumes?${query}`),
  ])
  const all = [
    containers,
    networks,
    (volumes as { Volumes: unknown }).Volumes ?? [],
  ] as readonly (readonly Labelled[])[]
  return all.flat().flatMap(({ Labels }) => {
    const project = Labels?.['com.docker.compose.project'] ?? ''
    return project.startsWith(`${name}-`) ? [project] : []
  })
}

/** A scenario's project has the random name, so that its copies can be told from those of others. */
export function scenario(project: Pick<TestProject, 'name'>, steps: string): string {
  return `project: ${project.name}\nsteps:\n${steps}`
}
