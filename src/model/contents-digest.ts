import type { Service } from '../attributes/service.ts'
import { contentsOf } from './contents.ts'
import { compactJson } from './json.ts'
import type { Project } from './project.ts'
import { hmacSha256, sha256 } from './sha256.ts'

/**
 * What a label can say of the inline configs and secrets of a service: `<id of the key>.<digest>`. The digest is keyed with
 * a secret of this user, so that who reads the label can neither read nor guess what was digested. Undefined where the
 * service has none, or where there is no key.
 */
export function contentsDigest(project: Project, service: Service): string | undefined {
  const contents = contentsOf(project, service)
  if (contents.length === 0 || project.contentKey === undefined) return undefined
  const digest = hmacSha256(
    project.contentKey,
    compactJson(contents.map(({ key, content }) => [key, content])),
  ).toString('base64url')
  return `${keyId(project.contentKey)}.${digest.slice(0, 22)}`
}

/** Whether a label surely says that the contents were others. One that was made with another key says nothing. */
export function contentsChanged(project: Project, service: Service, stored: string | undefined): boolean {
  const now = contentsDigest(project, service)
  if (now === undefined || stored === undefined || stored === now) return false
  return stored.split('.')[0] === now.split('.')[0]
}

function keyId(key: string): string {
  return sha256(key).toString('base64url').slice(0, 8)
}
