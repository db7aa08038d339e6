import { isAbsolute, join } from 'node:path'
import type { Service } from '../attributes/service.ts'
import { type Build, isRemoteContext } from '../attributes/service/build.ts'
import type { Ulimit } from '../attributes/service/ulimits.ts'
import { contentOf } from '../model/content.ts'
import { contextCycle } from '../model/cycle.ts'
import { composeVersion, label } from '../model/labels.ts'
import { imageName } from '../model/names.ts'
import { originOf, type Project } from '../model/project.ts'
import { ComposeError, type Diagnostic } from '../source/diagnostic.ts'
import type { BuildSecret, BuildSpec } from './step.ts'

/**
 * What the engine needs to build a service's image, tagged with the image's name and `build.tags`. Throws a
 * ComposeError for a secret whose content is not to be had, and for builds that take each other as contexts.
 */
export function buildSpec(project: Project, service: Service, build: Build): BuildSpec {
  const cycle = build.additional_contexts === undefined ? undefined : contextCycle(project, service.name)
  if (cycle !== undefined) throw new ComposeError([cycle])
  const name = imageName(project, service)
  const context = build.context ?? project.directory
  const dockerfile = build.dockerfile ?? 'Dockerfile'
  return {
    service: service.name,
    name,
    tags: [...new Set([name, ...(build.tags ?? [])])],
    context,
    ...(build.dockerfile_inline === undefined
      ? { dockerfile: isAbsolute(dockerfile) || isRemoteContext(context) ? dockerfile : join(context, dockerfile) }
      : { inline: build.dockerfile_inline }),
    args: build.args ?? new Map(),
    labels: new Map([
      ...(build.labels ?? []),
      [label.project, project.name],
      [label.service, service.name],
      [label.version, composeVersion],
    ]),
    ...optional(build, service),
    ...(build.secrets === undefined ? {} : { secrets: secretsOf(project, build) }),
    ...(build.additional_contexts === undefined ? {} : { contexts: contextsOf(project, build) }),
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
    ...(build.privileged === true ? { privileged: true } : {}),
    ...(build.shm_size === undefined ? {} : { shmSize: Number(build.shm_size) }),
    ...(build.isolation === undefined ? {} : { isolation: build.isolation }),
    ...(build.provenance === undefined ? {} : { provenance: build.provenance }),
    ...(build.sbom === undefined ? {} : { sbom: build.sbom }),
    ...(build.ssh === undefined ? {} : { ssh: build.ssh }),
    ...some('extraHosts', hosts),
    ...some('cacheFrom', build.cache_from),
    ...some('cacheTo', build.cache_to),
    ...some('noCacheFilter', build.no_cache_filter),
    ...some('entitlements', build.entitlements),
    ...some('ulimits', [...(build.ulimits ?? [])].map(limitText)),
    ...platformOf(build, service),
  }
}

function some(key: keyof BuildSpec, values: readonly string[] | undefined): Partial<BuildSpec> {
  return values === undefined || values.length === 0 ? {} : { [key]: values }
}

function limitText([name, { single, soft = 0, hard = 0 }]: readonly [string, Ulimit]): string {
  return single === undefined || single === 0 ? `${name}=${soft}:${hard}` : `${name}=${single}`
}

/** Of several platforms without one of the service the builder takes its own, except where all are wanted (2.40.3). */
function platformOf(build: Build, service: Service): Partial<BuildSpec> {
  const { platforms = [] } = build
  const platform = service.platform ?? (platforms.length === 1 ? platforms[0] : undefined)
  return platform === undefined ? {} : { platform }
}

function secretsOf(project: Project, build: Build): readonly BuildSecret[] {
  return (build.secrets ?? []).flatMap((reference): readonly BuildSecret[] => {
    const key = reference.source ?? ''
    const id = reference.target ?? key
    const { file, environment } = project.secrets.get(key) ?? {}
    if (file !== undefined) return [{ id, file }]
    const value = contentOf(project, 'secrets', key)
    if (value === undefined) throw new ComposeError([lacking(project, key, environment)])
    return [{ id, variable: environment ?? key, reveal: () => value }]
  })
}

function lacking(project: Project, key: string, environment: string | undefined): Diagnostic {
  const at = originOf(project, ['secrets', key, 'environment'])
  const place = at === undefined ? {} : { at }
  if (environment === undefined) {
    const message = `secret ${JSON.stringify(key)} has no content on this host that a build could use`
    return { severity: 'error', kind: 'unsupported', message, notes: [], fix: 'give it a `file`', ...place }
  }
  return {
    severity: 'error',
    kind: 'variable-required',
    message: `environment variable \`${environment}\`, required by secret \`${key}\`, is not set`,
    notes: [],
    fix: `set ${environment} in the shell or in .env`,
    ...place,
  }
}

/** `service:NAME` stands for the image that is built for that service. */
function contextsOf(project: Project, build: Build): ReadonlyMap<string, string | BuildSpec> {
  return new Map(
    [...(build.additional_contexts ?? [])].map(([name, value]) => {
      const other = value.startsWith('service:') ? value.slice('service:'.length) : undefined
      const service = other === undefined ? undefined : (project.services.get(other) ?? project.disabled.get(other))
      const spec = service?.build === undefined ? value : buildSpec(project, service, service.build)
      return [name, spec] as const
    }),
  )
}
