import type { Service } from '../attributes/service.ts'
import type { Model } from '../attributes/top-level.ts'
import type { Project } from './project.ts'

/** Keys of the models that services of the project use. */
export function usedModels(project: Project): readonly string[] {
  return [...new Set([...project.services.values()].flatMap(({ models }) => [...(models?.keys() ?? [])]))]
}

/**
 * The project in which services know where their models are: `<KEY>_MODEL` and `<KEY>_URL`, upper case with `_` for `-`, or
 * the names that they chose. They are part of the config hash (docker compose 2.40.3).
 */
export function withModels(project: Project, endpoint: string): Project {
  const services = [...project.services].map(([name, service]): [string, Service] => [name, told(service)])
  return { ...project, services: new Map(services) }

  function told(service: Service): Service {
    if (service.models === undefined || service.models.size === 0) return service
    const set = [...service.models].flatMap(([key, chosen]): [string, string][] => {
      const { model = '' }: Model = project.models.get(key) ?? {}
      const prefix = key.toUpperCase().replaceAll('-', '_')
      return [
        [chosen?.model_var || `${prefix}_MODEL`, model],
        [chosen?.endpoint_var || `${prefix}_URL`, endpoint],
      ]
    })
    return { ...service, environment: new Map([...(service.environment ?? []), ...set]) }
  }
}
