/** An image reference in docker's familiar form, completed: `docker.io/library/busybox` is `busybox:latest`. */
export interface Reference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string
  /** As the engine lists it: `busybox`, `user/app`, `localhost:5000/app`. */
  readonly name: string
  /** Absent beside a digest, as the engine ignores it then. */
  readonly tag?: string
  readonly digest?: string
}

/** Takes a reference apart by the rules of distribution/reference. Undefined for an image id. */
export function readReference(text: string): Reference | undefined {
  if (/^(sha256:)?[0-9a-f]{64}$/.test(text)) return undefined
  const [named = '', digest] = text.split('@')
  const [, path = named, tag] = /^(.*?)(?::([\w][\w.-]{0,127}))?$/.exec(named) ?? []
  const [first = '', ...rest] = path.split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io'
  const repository = hasRegistry ? rest.join('/') : path
  const name = registry === 'docker.io' ? repository.replace(/^library\/(?=[^/]+$)/, '') : `${registry}/${repository}`
  return { registry, name, ...(digest === undefined ? { tag: tag ?? 'latest' } : { digest }) }
}

/** As in the engine's RepoTags and RepoDigests. An image id stays as it is. */
export function familiar(text: string): string {
  const reference = readReference(text)
  if (!reference) return text
  return reference.digest === undefined ? `${reference.name}:${reference.tag}` : `${reference.name}@${reference.digest}`
}

/** In full: `docker.io/library/busybox:latest`. Of a tag and a digest the digest stays, as docker compose 2.40.3 does it. */
export function fullName({ registry, name, tag, digest }: Reference): string {
  const path = registry !== 'docker.io' ? name : `docker.io/${name.includes('/') ? name : `library/${name}`}`
  return digest === undefined ? `${path}:${tag}` : `${path}@${digest}`
}

/** A reference in a path of the engine's API: it keeps its slashes; what could end the path is encoded. */
export function pathSegments(reference: string): string {
  return encodeURIComponent(reference).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%40', '@')
}
