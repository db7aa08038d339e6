import type { Project } from '../../model/project.ts'
import type { World } from './world.ts'

/** Variables by which other programs can be made to run code: an env file of the project must not set them for a program of the user. */
const steering =
  /^(LD_|DYLD_|GIT_|PYTHON|PERL|RUBY|JAVA_|JDK_|BASH_|NODE_|PATH$|ENV$|IFS$|SHELLOPTS$|PS4$|HOME$|DOCKER_CONFIG$)/

/** What a program sees that is run for a project: the project's variables, as docker compose 2.40.3 passes them on. */
export function programEnvironment(project: Project, { env }: Pick<World, 'env'>): ReadonlyMap<string, string> {
  const given = [...project.environment].filter(([name]) => env.has(name) || !steering.test(name))
  return new Map([...given, ['COMPOSE_PROJECT_NAME', project.name]])
}
