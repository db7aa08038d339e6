import { noSuchService } from './no-such-service.ts'
import type { Project } from './project.ts'

/**
 * The names of all active services, each behind those that it depends on: the one thing that holds for the order in which
 * docker compose 2.40.3 lists them. Throws for a dependency that is required and not there (`--no-consistency`).
 */
export function neededFirst(project: Project): readonly string[] {
  const names = new Set<string>()
  const visited = new Set<string>()
  const add = (name: string): void => {
    if (visited.has(name)) return
    visited.add(name)
    for (const [needed, need] of project.services.get(name)?.depends_on ?? []) {
      if (project.services.has(needed)) add(needed)
      else if (need.required !== false) throw noSuchService(needed, project)
    }
    names.add(name)
  }
  for (const name of project.services.keys()) add(name)
  return [...names]
}
