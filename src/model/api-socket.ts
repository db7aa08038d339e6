import type { Service } from '../attributes/service.ts'
import type { Config } from '../attributes/top-level.ts'
import type { Project } from './project.ts'

const key = '#apisocket'
const socket = '/var/run/docker.sock'
const folder = '/run/secrets/docker'

/** Logins by registry, as the file `config.json` of the Docker CLI holds them under `auths`. */
export type Logins = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Whether `withApiSocket` changes anything, so that the user's logins are needed. */
export function wantsApiSocket(project: Project): boolean {
  return [...project.services.values()].some((service) => service.use_api_socket === true)
}

/**
 * The project in which `use_api_socket` is spelled out: the services get the engine's socket and a file with the logins,
 * to which DOCKER_CONFIG points unless the service sets it. docker compose 2.40.3 does this before it hashes services
 * that it creates, yet not for `config --hash`. The engine must be reached by its local socket.
 */
export function withApiSocket(project: Project, logins: Logins): Project {
  if (!wantsApiSocket(project)) return project
  const config: Config = { content: loginFile(logins) }
  const services = [...project.services].map(([name, service]) => [name, grant(service)] as const)
  return { ...project, services: new Map(services), configs: new Map([...project.configs, [key, config]]) }
}

function grant(service: Service): Service {
  if (service.use_api_socket !== true) return service
  const given = service.environment ?? new Map<string, string | null>()
  return {
    ...service,
    environment: given.has('DOCKER_CONFIG') ? given : new Map([...given, ['DOCKER_CONFIG', folder]]),
    volumes: [...(service.volumes ?? []), { type: 'bind', source: socket, target: socket }],
    configs: [...(service.configs ?? []), { source: key, target: `${folder}/config.json` }],
  }
}

function loginFile(logins: Logins): string {
  const sorted = Object.entries(logins).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ auths: Object.fromEntries(sorted) }, null, '\t')
}
