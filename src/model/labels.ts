import type { Service } from '../attributes/service.ts'
import type { Project } from './project.ts'

/** Names of the labels by which docker compose and muster recognise what is theirs (R-01..R-15). */
export const label = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  configHash: 'com.docker.compose.config-hash',
  image: 'com.docker.compose.image',
  dependsOn: 'com.docker.compose.depends_on',
  directory: 'com.docker.compose.project.working_dir',
  files: 'com.docker.compose.project.config_files',
  envFiles: 'com.docker.compose.project.environment_file',
  version: 'com.docker.compose.version',
  replace: 'com.docker.compose.replace',
  slug: 'com.docker.compose.slug',
  /** Which hook a container was made for (docker compose 5, R-18). */
  hook: 'com.docker.compose.hook',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  /** Digest of each field behind the config hash, so that a later plan can say what changed (see field-digests.ts). */
  fields: 'dev.muster.fields',
  /** Keyed digest of the inline configs and secrets (see contents.ts). */
  contents: 'dev.muster.contents',
  /** On volumes of a copy (`--isolate`): its name, as the flag has it. */
  copy: 'dev.muster.copy',
  /** On volumes with `x-protect`: their data stays. */
  protect: 'dev.muster.protect',
  /** Id of the lease that a container, network or volume was made under; see run/lease/. */
  lease: 'dev.muster.lease',
  /** `<host>/<boot id>/<pid>/<start time>` of the process that took the lease. */
  owner: 'dev.muster.owner',
  /** RFC 3339: when the lease ends that nobody has renewed. */
  expires: 'dev.muster.expires',
  /** On the volume that tells of a later time: a project under the lease. It is no part of it. */
  leased: 'dev.muster.leased',
} as const

/** The version whose labels, names and hashes muster writes. */
export const composeVersion = '2.40.3'

/** Which of a service's containers it is. */
export interface Identity {
  readonly number: number
  /** Name of the container that this one replaces. */
  readonly replaces?: string
  /** One-offs have no number. */
  readonly oneOff?: { readonly slug: string }
}

/** Compose's own labels of a service container, but for those that need the engine: config hash and image id. */
export function containerLabels(project: Project, service: Service, identity: Identity): Record<string, string> {
  const labels: Record<string, string> = {
    [label.project]: project.name,
    [label.service]: service.name,
    [label.oneOff]: identity.oneOff === undefined ? 'False' : 'True',
    ...(identity.oneOff === undefined
      ? { [label.number]: String(identity.number) }
      : { [label.slug]: identity.oneOff.slug }),
    [label.directory]: project.directory,
    [label.files]: project.files.join(','),
    [label.dependsOn]: dependsOnLabel(service),
    [label.version]: composeVersion,
  }
  if (project.envFiles.length > 0) labels[label.envFiles] = project.envFiles.join(',')
  if (identity.replaces !== undefined) labels[label.replace] = identity.replaces
  return labels
}

function dependsOnLabel(service: Service): string {
  return [...(service.depends_on ?? [])]
    .map(([name, need]) => `${name}:${need.condition}:${need.restart === true}`)
    .join(',')
}

/** Services named by a `depends_on` label. */
export function dependenciesFromLabel(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').flatMap((item) => item.split(':')[0] || [])
}
