import type { Service } from '../attributes/service.ts'
import type { Project } from './project.ts'

/**
 * The project whose built services without a `platform` have that of DOCKER_DEFAULT_PLATFORM, as `up` and `config --hash`
 * of docker compose 2.40.3 see it: it is part of the config hash. Services that are only pulled stay as they are.
 */
export function withDefaultPlatform(project: Project): Project {
  const platform = project.environment.get('DOCKER_DEFAULT_PLATFORM')
  if (platform === undefined || platform === '') return project
  const services = [...project.services].map(([name, service]): [string, Service] => [
    name,
    service.build === undefined || service.platform !== undefined ? service : { ...service, platform },
  ])
  return { ...project, services: new Map(services) }
}
