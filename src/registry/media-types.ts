/** Media types of a compose project in a registry, and the names under which it is described (docker compose 2.40.3). */
export const mediaType = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  /** The artifact type of OCI 1.1, beside an empty config. */
  project: 'application/vnd.docker.compose.project',
  emptyConfig: 'application/vnd.oci.empty.v1+json',
  /** OCI 1.0 knows no artifact types: the config's type stands for it. */
  oldConfig: 'application/vnd.docker.compose.config.empty.v1+json',
  composeFile: 'application/vnd.docker.compose.file+yaml',
  envFile: 'application/vnd.docker.compose.envfile',
} as const

/** Keys of a layer's annotations. */
export const annotation = {
  file: 'com.docker.compose.file',
  envFile: 'com.docker.compose.envfile',
  /** On a file that another one extends: it is no layer of the project. */
  extends: 'com.docker.compose.extends',
  version: 'com.docker.compose.version',
  created: 'org.opencontainers.image.created',
} as const

/** One blob of a manifest. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  /** Bytes. */
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
  /** The content itself as base64, where the manifest holds it. */
  readonly data?: string
}

/** A manifest of OCI 1.0 or 1.1. */
export interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType: string
  readonly artifactType?: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}
