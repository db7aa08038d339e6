import type { Form } from '../attributes/kinds/attribute.ts'
import { type Service, serviceAttribute } from '../attributes/service.ts'
import { config, model, network, secret, volume } from '../attributes/top-level.ts'
import type { Plain, PlainRecord } from '../plain.ts'
import type { Project } from './project.ts'

/**
 * A project as `config` shows it: in YAML name, services and resources in this order, then `x-*`; in JSON the same keys
 * sorted, without models (quirk 1).
 */
export function printProject(project: Project, form: Form): Plain {
  const sections: [string, Plain | undefined][] = [
    ['name', form === 'yaml' && project.name === '' ? undefined : project.name],
    ['services', printAll(project.services, (service) => printService(service, form))],
    ['networks', unlessEmpty(project.networks, (value) => network.print(value, form))],
    ['volumes', unlessEmpty(project.volumes, (value) => volume.print(value, form))],
    ['secrets', unlessEmpty(project.secrets, (value) => secret.print(value, form))],
    ['configs', unlessEmpty(project.configs, (value) => config.print(value, form))],
    ['models', form === 'json' ? undefined : unlessEmpty(project.models, (value) => model.print(value, form))],
  ]
  const shown =
    form === 'json'
      ? [...project.extensions].map(([key, value]): [string, Plain] => [key, withNulls(value)])
      : [...project.extensions]
  const extensions = shown.sort(([a], [b]) => (a < b ? -1 : 1))
  const set = [...sections, ...extensions].filter((entry): entry is [string, Plain] => entry[1] !== undefined)
  return form === 'json' ? new Map(set) : (Object.fromEntries(set) satisfies PlainRecord)
}

/** One service in docker compose's order of keys, without `label_file`: its labels stand in `labels`. */
export function printService({ label_file: _, ...service }: Service, form: Form): Plain {
  return serviceAttribute.print(service, form)
}

function printAll<T>(all: ReadonlyMap<string, T>, print: (value: T) => Plain): Plain {
  return new Map([...all].map(([name, value]) => [name, print(value)]))
}

function unlessEmpty<T>(all: ReadonlyMap<string, T>, print: (value: T) => Plain): Plain | undefined {
  return all.size === 0 ? undefined : printAll(all, print)
}

/** Empty lists of `x-*` are null in JSON (observed with 2.40.3). */
function withNulls(value: Plain): Plain {
  if (value instanceof Map)
    return new Map([...(value as ReadonlyMap<string, Plain>)].map(([key, item]) => [key, withNulls(item)]))
  if (!Array.isArray(value)) return value
  return value.length === 0 ? null : (value as readonly Plain[]).map(withNulls)
}
