import type { Service } from '../attributes/service.ts'
import type { Build } from '../attributes/service/build.ts'
import type { ServiceNetwork } from '../attributes/service/networks.ts'
import type { Report } from '../source/diagnostic.ts'
import { type AssignedPorts, withHostPorts } from './host-ports.ts'
import type { Copy, Isolation } from './isolation.ts'
import { originOf, type Project } from './project.ts'

/**
 * A project, whose name is that of the copy already, as this copy: what engines have once for all projects (names of containers,
 * networks and volumes, tags of built images, host ports) is its own. What others manage (`external`) stays theirs.
 */
export function isolated(project: Project, isolation: Isolation, ports: AssignedPorts): Project {
  const all = [...project.services.values(), ...project.disabled.values()]
  const own = ownNames(project, isolation, all)
  const changed = (services: Project['services']): Project['services'] =>
    new Map([...services].map(([name, service]) => [name, renamed(service, own, project)]))
  const written: Copy['written'] = new Map(all.flatMap(({ name, ports: has }) => (has ? [[name, has] as const] : [])))
  const copy: Project = {
    ...project,
    services: changed(project.services),
    disabled: changed(project.disabled),
    networks: named(project.networks, own.name),
    volumes: named(project.volumes, own.name),
    secrets: named(project.secrets, own.name),
    configs: named(project.configs, own.name),
    copy: { ...isolation, written, tags: own.tags },
  }
  return withHostPorts(copy, ports)
}

/** What of the project is called otherwise in the copy. */
interface OwnNames {
  readonly name: (written: string) => string
  readonly containers: ReadonlySet<string>
  readonly networks: ReadonlySet<string>
  /** By reference with tag. */
  readonly images: ReadonlyMap<string, string>
  readonly tags: Copy['tags']
}

function ownNames(project: Project, { name: suffix }: Isolation, all: readonly Service[]): OwnNames {
  // A name that is made of COMPOSE_PROJECT_NAME is the copy's own already.
  const name = (written: string): string => (written.includes(project.name) ? written : `${written}-${suffix}`)
  const networks = [...project.networks.values()].filter(({ external }) => external !== true)
  const built = all.filter(({ build }) => build !== undefined)
  const tags = built.flatMap(({ image, build }) => [...(image === undefined ? [] : [image]), ...(build?.tags ?? [])])
  const foreign = tags.filter((tag) => !tag.includes(project.name))
  const images = new Map(foreign.map((tag) => [withTag(tag), ownTag(tag, suffix)]))
  const made = tags.map((tag) => images.get(withTag(tag)) ?? tag)
  return {
    name,
    containers: new Set(all.flatMap(({ container_name: container }) => container ?? [])),
    networks: new Set(networks.flatMap(({ name: own }) => own ?? [])),
    images,
    // A digest is that of an image which somebody has made already.
    tags: new Set(made.filter((tag) => !tag.includes('@'))),
  }
}

/** The longest tag that engines take. */
const longestTag = 128

/** The tag that a build gives; two copies that gave the same would each take the image from the other. */
function ownTag(image: string, suffix: string): string {
  if (image.includes('@')) return image
  const whole = withTag(image)
  const colon = whole.lastIndexOf(':')
  return `${whole.slice(0, colon)}:${whole.slice(colon + 1).slice(0, longestTag - 1 - suffix.length)}-${suffix}`
}

function withTag(image: string): string {
  return image.includes('@') || image.includes(':', image.lastIndexOf('/') + 1) ? image : `${image}:latest`
}

function renamed(service: Service, own: OwnNames, project: Project): Service {
  const { container_name: container, image, build, networks, network_mode: mode, ipc, pid } = service
  const links = service.external_links?.map((link) => {
    const [first = '', ...alias] = link.split(':')
    return own.containers.has(first) ? [own.name(first), ...(alias.length === 0 ? [first] : alias)].join(':') : link
  })
  const from = service.volumes_from?.map((written) => {
    const [kind, first = '', ...more] = written.split(':')
    return kind === 'container' && own.containers.has(first) ? [kind, own.name(first), ...more].join(':') : written
  })
  const hooks = service.pre_start?.map((hook) =>
    hook.image === undefined ? hook : { ...hook, image: imageIn(own, hook.image) },
  )
  return {
    ...service,
    ...(container === undefined ? {} : { container_name: own.name(container) }),
    ...(image === undefined ? {} : { image: imageIn(own, image) }),
    ...(build === undefined ? {} : { build: buildIn(own, build) }),
    ...(networks === undefined ? {} : { networks: reachable(networks, container, project) }),
    ...(mode === undefined ? {} : { network_mode: own.networks.has(mode) ? own.name(mode) : sharing(own, mode) }),
    ...(ipc === undefined ? {} : { ipc: sharing(own, ipc) }),
    ...(pid === undefined ? {} : { pid: sharing(own, pid) }),
    ...(links === undefined ? {} : { external_links: links }),
    ...(from === undefined ? {} : { volumes_from: from }),
    ...(hooks === undefined ? {} : { pre_start: hooks }),
  }
}

function imageIn({ images }: OwnNames, image: string): string {
  return images.get(withTag(image)) ?? image
}

const storedImage = 'docker-image://'

function buildIn(own: OwnNames, build: Build): Build {
  const { tags, additional_contexts: contexts } = build
  const moved = [...(contexts ?? [])].map(([key, value]): [string, string] => [
    key,
    value.startsWith(storedImage) ? `${storedImage}${imageIn(own, value.slice(storedImage.length))}` : value,
  ])
  return {
    ...build,
    ...(tags === undefined ? {} : { tags: tags.map((tag) => imageIn(own, tag)) }),
    ...(contexts === undefined ? {} : { additional_contexts: new Map(moved) }),
  }
}

/** A namespace of another container. */
function sharing(own: OwnNames, mode: string): string {
  const [kind, container = ''] = mode.split(/:(.*)/s, 2)
  return kind === 'container' && own.containers.has(container) ? `container:${own.name(container)}` : mode
}

type Networks = ReadonlyMap<string, ServiceNetwork | null>

/** In the networks of the copy a container is still known by the name that the file gives it: others may look for it there. */
function reachable(joined: Networks, container: string | undefined, { networks }: Project): Networks {
  if (container === undefined) return joined
  return new Map(
    [...joined].map(([key, wishes]) => {
      const { aliases = [] } = wishes ?? {}
      if (networks.get(key)?.external === true || aliases.includes(container)) return [key, wishes]
      return [key, { ...wishes, aliases: [...aliases, container] }]
    }),
  )
}

type Named = { readonly name?: string; readonly external?: true }

function named<T extends Named>(all: ReadonlyMap<string, T>, ownName: OwnNames['name']): ReadonlyMap<string, T> {
  return new Map(
    [...all].map(([key, one]) => {
      if (one.name === undefined || one.external === true) return [key, one]
      return [key, { ...one, name: ownName(one.name) }]
    }),
  )
}

/** Warns of what all copies share although it can only be had once. `project` is the one of the files. */
export function sharedDespite(project: Project, report: Report): void {
  for (const { name, network_mode: mode } of project.services.values()) {
    if (mode !== 'host') continue
    const at = originOf(project, ['services', name, 'network_mode'])
    report.warn('not-isolated', `${name}: with network_mode: host its ports are those of the host in every copy`, {
      ...(at === undefined ? {} : { at }),
      fix: 'leave network_mode out and publish its `ports`, or run it in one copy at a time',
    })
  }
  for (const [key, { external, ipam }] of project.networks) {
    const fixed = ipam?.config?.some(({ subnet }) => subnet !== undefined) === true
    if (external === true || !fixed) continue
    const at = originOf(project, ['networks', key, 'ipam'])
    report.warn('not-isolated', `networks.${key}: its subnet is fixed, and only one copy at a time can have it`, {
      ...(at === undefined ? {} : { at }),
      fix: 'leave `ipam` out: each copy gets a subnet of its own then',
    })
  }
}
