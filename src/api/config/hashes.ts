import type { Service } from '../../attributes/service.ts'
import type { Engine } from '../../engine/port.ts'
import { withDefaultPlatform } from '../../model/default-platform.ts'
import { configHash, hashInput } from '../../model/hash.ts'
import { hashWithIds } from '../../model/ids.ts'
import { label } from '../../model/labels.ts'
import { noSuchService } from '../../model/no-such-service.ts'
import type { Project } from '../../model/project.ts'

/** Name and config hash of a service. */
export type ServiceHash = readonly [name: string, hash: string]

/**
 * The config hashes of services, as the containers carry them that docker compose 2.40.3 creates; `use_api_socket` is
 * hashed as it is written and `label_file` not at all, as its `config --hash` does. A service that shares
 * something with the container of another (`network_mode: service:db`) has that container's id in its hash; the engine is
 * asked for it, and where it has no such container yet the reference counts as written.
 */
export async function configHashes(
  project: Project,
  names: readonly string[],
  engine: (() => Promise<Engine>) | undefined,
): Promise<readonly ServiceHash[]> {
  const whole = withDefaultPlatform(project)
  const services = names.map((name) => withoutLabelFile(serviceNamed(whole, name)))
  const shared = services.some((service) => referred(service).length > 0)
  const ids = shared ? await firstContainers(project.name, engine) : new Map<string, string>()
  return services.map((service) => [service.name, hashOf(service, ids)])
}

function withoutLabelFile({ label_file: _, ...service }: Service): Service {
  return service
}

function hashOf(service: Service, ids: ReadonlyMap<string, string>): string {
  const known = referred(service).every((name) => ids.has(name))
  return known ? hashWithIds(inputOf(service), ids) : configHash(service)
}

function inputOf(service: Service): string {
  return hashInput(service, (name) => name)
}

function referred(service: Service): readonly string[] {
  return [...inputOf(service).matchAll(/\$\{container:([^}]+)\}/g)].map(([, name = '']) => name)
}

/** Ids by service. An engine that does not answer knows none: the hashes of files alone can be had without it. */
async function firstContainers(
  project: string,
  engine: (() => Promise<Engine>) | undefined,
): Promise<ReadonlyMap<string, string>> {
  if (engine === undefined) return new Map()
  try {
    const { containers } = await engine()
    const found = await containers.list([`${label.project}=${project}`, `${label.oneOff}=False`])
    return new Map([...found].sort((a, b) => b.number - a.number).map(({ service, id }) => [service, id]))
  } catch {
    return new Map()
  }
}

function serviceNamed(project: Project, name: string): Service {
  const service = project.services.get(name)
  if (service !== undefined) return service
  throw noSuchService(name, project, project.disabled.has(name) ? 'disabled' : 'not found')
}
