import { readReference } from '../engine/reference.ts'
import { RegistryError } from './registry-error.ts'

/** Where an artifact lies in a registry. */
export interface ArtifactName {
  /** As people write it: `docker.io`, `127.0.0.1:5000`. Credentials are looked up under it. */
  readonly registry: string
  /** Where its API is: `registry-1.docker.io`. */
  readonly host: string
  readonly repository: string
  /** Tag or digest. */
  readonly version: string
  readonly digest?: string
}

const hosts = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/
const repositories = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/
const tags = /^\w[\w.-]{0,127}$/

/** `sha256:` and 64 digits: the one algorithm that every registry has. */
export const digests: RegExp = /^sha256:[0-9a-f]{64}$/

/** Reads `host/name:tag` or `host/name@sha256:…` by the rules of distribution/reference. Throws RegistryError. */
export function artifactName(text: string): ArtifactName {
  const reference = readReference(text)
  const { registry = '', name = '', tag = '', digest } = reference ?? {}
  const path =
    registry === 'docker.io' ? (name.includes('/') ? name : `library/${name}`) : name.slice(registry.length + 1)
  const isSound =
    reference !== undefined &&
    hosts.test(registry) &&
    repositories.test(path) &&
    path.length <= 255 &&
    (digest === undefined ? tags.test(tag) : digests.test(digest))
  if (!isSound)
    throw new RegistryError(`invalid reference format: ${JSON.stringify(text)}: write REGISTRY/NAME:TAG, in lower case`)
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
  return { registry, host, repository: path, version: digest ?? tag, ...(digest === undefined ? {} : { digest }) }
}

/** As it is shown and asked for again. */
export function artifactText({ registry, repository, version, digest }: ArtifactName): string {
  return `${registry}/${repository}${digest === undefined ? ':' : '@'}${version}`
}
