import { cleanPath } from '../attributes/kinds/path.ts'
import { atKey } from '../attributes/kinds/record.ts'
import { resolveBuildArgs } from '../attributes/service/build.ts'
import { withImplied } from '../attributes/service/depends-on.ts'
import { child, mapping, type Mapping, type Node, nothing, type Scalar, text, withEntry } from '../source/node.ts'
import { mapEntries } from './sections.ts'

/** What is implied: the default network, dependencies from links and shared namespaces, names of resources, build defaults. */
export function normalise(model: Mapping, name: string, variables: ReadonlyMap<string, string>): Mapping {
  const lookup = (key: string): string | undefined => variables.get(key)
  const services = atKey(model, 'services', (node) => eachMapping(node, (service) => normaliseService(service, lookup)))
  const networked = withDefaultNetwork(services as Mapping)
  return ['networks', 'volumes', 'configs', 'secrets'].reduce((whole, key) => named(whole, key, name), networked)
}

type Lookup = (key: string) => string | undefined

function normaliseService(service: Mapping, lookup: Lookup): Mapping {
  const built = atKey(service, 'build', (node) => (node.kind === 'map' ? withBuildDefaults(node, lookup) : node))
  const mounted = atKey(built, 'volumes', cleanTargets)
  const pulled = atKey(mounted, 'pull_policy', (node) =>
    node.kind === 'scalar' && node.value === 'if_not_present' ? text('missing', node.at) : node,
  )
  return withDefaultNetworkOf(withImpliedDependencies(pulled as Mapping))
}

function withBuildDefaults(build: Mapping, lookup: Lookup): Mapping {
  const valued = atKey(build, 'args', (node) => resolveBuildArgs(node, lookup)) as Mapping
  const known = has(valued, 'dockerfile') || has(valued, 'dockerfile_inline')
  return known ? valued : withEntry(valued, 'dockerfile', text('Dockerfile', build.at))
}

function has(map: Mapping, key: string): boolean {
  const node = child(map, key)
  return node !== undefined && !(node.kind === 'scalar' && node.value === null)
}

function cleanTargets(volumes: Node): Node {
  if (volumes.kind !== 'seq') return volumes
  const clean = (target: Node): Node =>
    target.kind === 'scalar' && typeof target.value === 'string'
      ? { ...target, value: cleanPath(target.value) }
      : target
  return { ...volumes, items: volumes.items.map((mount) => atKey(mount, 'target', clean)) }
}

const namespaces = ['network_mode', 'ipc', 'pid', 'uts', 'cgroup']

/** `links` and `service:` references imply `depends_on`; only those from `volumes_from` do not restart (quirk 14). */
function withImpliedDependencies(service: Mapping): Mapping {
  const own = child(service, 'depends_on')
  if (own !== undefined && own.kind !== 'map') return service
  const links = textsOf(child(service, 'links'))
  const shared = namespaces.flatMap((key) =>
    textsOf(child(service, key)).filter((it) => it.value.startsWith('service:')),
  )
  const volumes = textsOf(child(service, 'volumes_from')).filter((it) => !it.value.startsWith('container:'))
  const implied = [
    ...links.map((by) => ({ name: linked(by.value), by, restart: 'with-it' as const })),
    ...shared.map((by) => ({ name: by.value.slice('service:'.length), by, restart: 'with-it' as const })),
    ...volumes.map((by) => ({ name: before(by.value), by, restart: 'on-its-own' as const })),
  ]
  const [first] = implied
  if (first === undefined) return service
  const start = own ?? mapping([], first.by.at)
  return withEntry(
    service,
    'depends_on',
    implied.reduce((all, it) => withImplied(all, it.name, it), start),
  )
}

/** The service of `service[:alias]`; what has more parts names no service (observed with 2.40.3). */
function linked(link: string): string {
  const parts = link.split(':')
  return parts.length === 2 ? (parts[0] ?? '') : link
}

function before(reference: string): string {
  return reference.split(':', 1)[0] ?? ''
}

function textsOf(node: Node | undefined): (Scalar & { readonly value: string })[] {
  if (node?.kind === 'seq') return node.items.flatMap(textsOf)
  return node?.kind === 'scalar' && typeof node.value === 'string' ? [{ ...node, value: node.value }] : []
}

function withDefaultNetworkOf(service: Mapping): Mapping {
  if (has(service, 'network_mode') || service.entries.has('provider')) return service
  const networks = child(service, 'networks')
  if (networks?.kind === 'map' && networks.entries.size > 0) return service
  if (networks?.kind === 'seq' && networks.items.length > 0) return service
  return withEntry(service, 'networks', mapping([['default', nothing(service.at)]], service.at))
}

/** Declares the network `default` where some service uses it. */
function withDefaultNetwork(model: Mapping): Mapping {
  const services = child(model, 'services')
  const all = services?.kind === 'map' ? [...services.entries.values()].map((entry) => entry.node) : []
  const user = all.find((service) => child(child(service, 'networks'), 'default') !== undefined)
  const networks = child(model, 'networks')
  if (user === undefined || child(networks, 'default') !== undefined) return model
  const declared = networks?.kind === 'map' ? networks : mapping([], user.at)
  return withEntry(model, 'networks', withEntry(declared, 'default', nothing(user.at)))
}

/** A resource without `name` is called by its key when external, else `<project>_<key>`. */
function named(model: Mapping, section: string, project: string): Mapping {
  return atKey(model, section, (node) => {
    if (node.kind !== 'map') return node
    return mapEntries(node, (resource, key) => {
      const own = resource.kind === 'scalar' && resource.value === null ? mapping([], resource.at) : resource
      if (own.kind !== 'map' || has(own, 'name')) return own
      const external = child(own, 'external')
      const isExternal = external?.kind === 'scalar' && (external.value === true || external.value === 'true')
      return withEntry(own, 'name', text(isExternal ? key : `${project}_${key}`, own.at))
    })
  }) as Mapping
}

function eachMapping(node: Node, change: (map: Mapping) => Mapping): Node {
  if (node.kind !== 'map') return node
  return mapEntries(node, (item) => (item.kind === 'map' ? change(item) : item))
}
