import { engineFacts } from './doctor/engine-facts.ts'
import type { Finding } from './doctor/finding.ts'
import { hostFacts } from './doctor/host-facts.ts'
import { judgeEngine } from './doctor/judge-engine.ts'
import { judgeHost } from './doctor/judge-host.ts'
import { judgeLeftovers } from './doctor/judge-leftovers.ts'
import { judgeProject } from './doctor/judge-project.ts'
import { projectFacts } from './doctor/project-facts.ts'
import type { ProjectOptions, World } from './world/world.ts'

export { type Finding, type Standing, verdictOf } from './doctor/finding.ts'

/**
 * Looks at the engine, at this machine, at what earlier commands have left, and at the project in the folder as `up` does before it begins.
 * Changes nothing: the engine is asked by GET alone. Never rejects for what it finds; where the engine does not answer the
 * rest is looked at, and it ends within a minute.
 */
export async function doctor(options: ProjectOptions, world: World): Promise<readonly Finding[]> {
  const [engine, host] = await Promise.all([engineFacts(world), hostFacts(world)])
  const project = await projectFacts(options, engine, world)
  return [
    ...judgeEngine(engine),
    ...judgeHost(host, engine),
    ...judgeLeftovers(engine, host),
    ...judgeProject(project, { engine, now: world.now() }),
  ]
}
