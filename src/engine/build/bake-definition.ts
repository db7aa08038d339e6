import { isRemoteContext } from '../../attributes/service/build.ts'
import type { BuildSecret, BuildSpec } from '../../plan/step.ts'

/** What `docker buildx bake` reads, and what it needs besides. */
export interface Baking {
  /** The definition, as JSON for its standard input. Holds no secret. */
  readonly definition: string
  /** The target's name for each build, the ones that others take as contexts among them. */
  readonly targets: ReadonlyMap<BuildSpec, string>
  /** Values of secrets, by the variable in which the child looks for them. */
  readonly secrets: ReadonlyMap<string, string>
  /** What bake wants to be allowed on the command line. */
  readonly allow: readonly string[]
}

/** `child`: secrets get variables of their own. `shown`: as docker compose prints it. */
export type BakeForm = 'child' | 'shown'

/** One definition for builds and for those that they take as contexts, each once (R-65, R-66; 2.40.3). */
export function bakeDefinition(builds: readonly BuildSpec[], form: BakeForm): Baking {
  const targets = targetNames(builds)
  const secrets = new Map<string, string>()
  const variableOf = (secret: Extract<BuildSecret, { reveal: unknown }>): string => {
    if (form === 'shown') return secret.variable
    const name = `MUSTER_BUILD_SECRET_${secrets.size}`
    secrets.set(name, secret.reveal())
    return name
  }
  const all = [...targets].map(([build, name]) => [name, target(build, { targets, variableOf })] as const)
  const plain = { group: { default: { targets: [...targets.values()] } }, target: Object.fromEntries(all) }
  return {
    definition: JSON.stringify(escaped(plain), undefined, form === 'shown' ? 2 : undefined),
    targets,
    secrets,
    allow: allowances(targets.keys()),
  }
}

/** Builds of one image are one target. Names are those of the services, as far as bake takes them. */
function targetNames(builds: readonly BuildSpec[]): ReadonlyMap<BuildSpec, string> {
  const found = new Map<BuildSpec, string>()
  const byImage = new Map<string, string>()
  const taken = new Set<string>()
  const add = (build: BuildSpec): void => {
    const known = byImage.get(build.name)
    const name = known ?? free(build.service.replace(/[^\w-]/g, '_'), taken)
    if (known === undefined) {
      byImage.set(build.name, name)
      taken.add(name)
      found.set(build, name)
    }
    for (const context of build.contexts?.values() ?? []) if (typeof context !== 'string') add(context)
  }
  for (const build of builds) add(build)
  return found
}

function free(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? free(`${name}_`, taken) : name
}

/** The target that builds the image of `build`, which may be another object than the one it was found for. */
export function nameIn(targets: ReadonlyMap<BuildSpec, string>, build: BuildSpec): string {
  const found = targets.get(build) ?? [...targets].find(([other]) => other.name === build.name)?.[1]
  if (found === undefined) throw new Error(`no target for ${build.name}`)
  return found
}

interface Naming {
  readonly targets: ReadonlyMap<BuildSpec, string>
  readonly variableOf: (secret: Extract<BuildSecret, { reveal: unknown }>) => string
}

/** In the order of docker compose's struct; what is not given is absent. */
function target(build: BuildSpec, { targets, variableOf }: Naming): object {
  const contexts = [...(build.contexts ?? [])].map(([name, value]) => {
    return [name, typeof value === 'string' ? value : `target:${nameIn(targets, value)}`] as const
  })
  const args = [...build.args].flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]))
  const given = {
    context: build.context,
    contexts: record(contexts),
    'dockerfile-inline': build.inline,
    dockerfile: build.dockerfile,
    args: record(args),
    labels: record([...build.labels]),
    tags: tagsOf(build),
    'cache-from': build.cacheFrom,
    'cache-to': build.cacheTo,
    target: build.target,
    secret: build.secrets?.map((secret) => secretText(secret, variableOf)),
    ssh: build.ssh && [...build.ssh].map(([id, path]) => `${id}=${path}`),
    platforms: platformsOf(build),
    pull: build.pull,
    'no-cache': build.noCache,
    'no-cache-filter': build.noCacheFilter,
    network: build.network,
    'shm-size': build.shmSize === undefined ? undefined : String(build.shmSize),
    ulimits: build.ulimits,
    entitlements: some(entitlementsOf(build)),
    'extra-hosts': record([...hostsOf(build)]),
    ...(build.output === 'check' ? { call: 'lint' } : { output: [outputOf(build)] }),
    attest: some(attestationsOf(build)),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** The tags of the file before the image's own name, as docker compose writes them. */
function tagsOf({ name, tags }: BuildSpec): readonly string[] {
  return [...tags.filter((tag) => tag !== name), name]
}

/** The platforms that a build is for; undefined: that of the engine. */
export function platformsOf({ platform, platforms }: BuildSpec): readonly string[] | undefined {
  return platforms ?? (platform === undefined ? undefined : [platform])
}

function outputOf({ output, platforms = [] }: BuildSpec): string {
  if (output === 'registry') return 'type=registry'
  return platforms.length > 1 ? 'type=image,push=false' : 'type=docker'
}

function secretText(secret: BuildSecret, variableOf: Naming['variableOf']): string {
  const { id } = secret
  return csv(
    'file' in secret
      ? [`id=${id}`, 'type=file', `src=${secret.file}`]
      : [`id=${id}`, 'type=env', `env=${variableOf(secret)}`],
  )
}

/** bake reads such a text as one line of CSV. */
function csv(fields: readonly string[]): string {
  return fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')
}

/** What a build may do; `privileged` implies one. */
export function entitlementsOf(build: BuildSpec): readonly string[] {
  const implied = build.privileged === true ? ['security.insecure'] : []
  return [...new Set([...(build.entitlements ?? []), ...implied])]
}

function allowances(builds: Iterable<BuildSpec>): readonly string[] {
  const wanted = [...builds].flatMap((build) => [
    ...entitlementsOf(build),
    ...(build.network === 'host' ? ['network.host'] : []),
    ...(build.ssh === undefined ? [] : ['ssh']),
  ])
  return [...new Set(wanted)]
}

/** Extra hosts by name; several addresses of one are joined by commas. */
export function hostsOf({ extraHosts = [] }: BuildSpec): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const entry of extraHosts) {
    const [, host = entry, address = ''] = /^([^:=]+)[:=](.*)$/.exec(entry) ?? []
    const known = found.get(host)
    found.set(host, known === undefined ? address : `${known},${address}`)
  }
  return found
}

/** A truth value, or attributes of one. */
export function attestationsOf({ provenance, sbom }: BuildSpec): readonly string[] {
  const one = (type: string, value: string | undefined): readonly string[] => {
    if (value === undefined || value === '') return []
    if (/^(1|t|true)$/i.test(value)) return [`type=${type}`]
    if (/^(0|f|false)$/i.test(value)) return [`type=${type},disabled=true`]
    return [`type=${type},${value.includes('=') ? value : `mode=${value}`}`]
  }
  return [...one('provenance', provenance), ...one('sbom', sbom)]
}

function some(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : values
}

function record(entries: readonly (readonly [string, string])[]): object | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** bake reads every text, keys too, as a template of HCL. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/[$%]\{/g, (mark) => mark[0] + mark)
  if (Array.isArray(value)) return value.map(escaped)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]))
}

/**
 * Whether the engine's own `POST /build` does not do what the build asks for. It takes a folder, and knows neither
 * secrets nor further contexts; registries are the only caches that it reads.
 */
export function needsBake(build: BuildSpec): boolean {
  return bakeReasons(build).length > 0
}

/** The attributes that only bake acts upon, by their names in the file. */
export function bakeReasons(build: BuildSpec): readonly string[] {
  const wanted = (value: string | undefined): boolean =>
    value !== undefined && value !== '' && !/^(0|f|false)$/i.test(value)
  const reasons: readonly (readonly [boolean, string])[] = [
    [isRemoteContext(build.context), 'a remote context'],
    [(build.secrets?.length ?? 0) > 0, 'secrets'],
    [(build.ssh?.size ?? 0) > 0, 'ssh'],
    [(build.contexts?.size ?? 0) > 0, 'additional_contexts'],
    [(build.platforms?.length ?? 0) > 1, 'platforms'],
    [build.cacheTo !== undefined, 'cache_to'],
    [build.cacheFrom?.some((from) => from.includes('=')) ?? false, 'cache_from'],
    [build.noCacheFilter !== undefined, 'no_cache_filter'],
    [build.entitlements !== undefined, 'entitlements'],
    [build.privileged === true, 'privileged'],
    [build.ulimits !== undefined, 'ulimits'],
    [build.shmSize !== undefined, 'shm_size'],
    [wanted(build.provenance), 'provenance'],
    [wanted(build.sbom), 'sbom'],
    [build.output === 'check', '--check'],
    [build.output === 'registry', '--push of several platforms'],
    [build.builder !== undefined && build.builder !== '', '--builder'],
  ]
  return reasons.flatMap(([is, name]) => (is ? [name] : []))
}
