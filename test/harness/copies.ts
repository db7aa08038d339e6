import { engineRequest, filters } from './engine.ts'
import { removeProject, type TestProject } from './project.ts'

interface Labelled {
  readonly Labels: Readonly<Record<string, string>> | null
}

/** Names of the copies of a project of which anything is in the engine: containers, networks or volumes. */
export async function copiesOf({ name }: Pick<TestProject, 'name'>): Promise<readonly string[]> {
  const label = filters({ label: ['com.docker.compose.project'] })
  const [containers, networks, volumes] = await Promise.all([
    engineRequest('GET', `/containers/json?all=1&${label}`),
    engineRequest('GET', `/networks?${label}`),
    engineRequest('GET', `/volumes?${label}`),
  ])
  const all = [containers, networks, (volumes as { Volumes: unknown }).Volumes].flatMap(
    (it) => (it ?? []) as Labelled[],
  )
  const names = all.map(({ Labels }) => Labels?.['com.docker.compose.project'] ?? '')
  return [...new Set(names)].filter((found) => found.startsWith(`${name}-`)).toSorted()
}

/** Removes them, with bare engine requests. */
export async function removeCopies(project: Pick<TestProject, 'name'>): Promise<void> {
  await Promise.all((await copiesOf(project)).map(removeProject))
}
