import { isAbsolute, join } from 'node:path'
import type { Build } from '../attributes/build.ts'
import type { Service } from '../attributes/service.ts'
import { composeVersion, label } from '../model/labels.ts'
import { imageName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import type { BuildSpec } from './step.ts'

/** What the engine needs to build a service's image, tagged with the image's name and `build.tags`. */
export function buildSpec(project: Project, service: Service, build: Build): BuildSpec {
  const name = imageName(project, service)
  const context = build.context ?? project.directory
  const dockerfile = build.dockerfile ?? 'Dockerfile'
  return {
    service: service.name,
    name,
    tags: [...new Set([name, ...(build.tags ?? [])])],
    context,
    ...(build.dockerfile_inline === undefined
      ? { dockerfile: isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile) }
      : { inline: build.dockerfile_inline }),
    args: build.args ?? new Map(),
    labels: new Map([
      ...(build.labels ?? []),
      [label.project, project.name],
      [label.service, service.name],
      [label.version, composeVersion],
    ]),
    ...optional(build, service),
  }
}

function optional(build: Build, service: Service): Partial<BuildSpec> {
  const hosts = [...(build.extra_hosts ?? [])].flatMap(([host, addresses]) =>
    addresses.map((address) => `${host}:${address}`),
  )
  return {
    ...(build.target === undefined ? {} : { target: build.target }),
    ...(build.network === undefined ? {} : { network: build.network }),
    ...(build.no_cache === true ? { noCache: true } : {}),
    ...(build.pull === true ? { pull: true } : {}),
    ...(build.shm_size === undefined ? {} : { shmSize: build.shm_size }),
    ...(build.cache_from === undefined ? {} : { cacheFrom: build.cache_from }),
    ...(hosts.length === 0 ? {} : { extraHosts: hosts }),
    ...platformOf(build, service),
  }
}

function platformOf(build: Build, service: Service): Partial<BuildSpec> {
  const platform = service.platform ?? build.platforms?.[0]
  return platform === undefined ? {} : { platform }
}
