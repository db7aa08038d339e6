import { createHash, createHmac } from 'node:crypto'
import type { FileReference } from '../attributes/file-reference.ts'
import type { Service } from '../attributes/service.ts'
import { compactJson } from './json.ts'
import type { Project } from './project.ts'

/** Configs that muster adds itself (`#apisocket`): a new login alone is no reason for a new container. */
const own = '#'

/** Keys of those configs and secrets of a service whose content is written in the file or in a variable. */
export function inlineContents(project: Project, service: Service): readonly string[] {
  return contentsOf(project, service).map(({ key }) => key)
}

/** Whether some service gets a content that no host file holds. */
export function hasInlineContents(project: Project): boolean {
  return [...project.services.values()].some((service) => contentsOf(project, service).length > 0)
}

/**
 * What a label can say of the inline configs and secrets of a service: `<id of the key>.<digest>`. The digest is keyed with
 * a secret of this user, so that who reads the label can neither read nor guess what was digested. Undefined where the
 * service has none, or where there is no key.
 */
export function contentsDigest(project: Project, service: Service): string | undefined {
  const contents = contentsOf(project, service)
  if (contents.length === 0 || project.contentKey === undefined) return undefined
  const digest = createHmac('sha256', project.contentKey)
    .update(compactJson(contents.map(({ key, content }) => [key, content])))
    .digest('base64url')
  return `${keyId(project.contentKey)}.${digest.slice(0, 22)}`
}

/** Whether a label surely says that the contents were others. One that was made with another key says nothing. */
export function contentsChanged(project: Project, service: Service, stored: string | undefined): boolean {
  const now = contentsDigest(project, service)
  if (now === undefined || stored === undefined || stored === now) return false
  return stored.split('.')[0] === now.split('.')[0]
}

function keyId(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8)
}

interface Content {
  readonly key: string
  readonly content: string
}

function contentsOf(project: Project, { configs = [], secrets = [] }: Service): readonly Content[] {
  return [...among('config', configs, project), ...among('secret', secrets, project)]
}

function among(kind: 'config' | 'secret', references: readonly FileReference[], project: Project): readonly Content[] {
  const sources = kind === 'config' ? project.configs : project.secrets
  return references.flatMap(({ source = '' }) => {
    const { content, environment } = sources.get(source) ?? {}
    const text = environment === undefined ? content : project.environment.get(environment)
    return text === undefined || source.startsWith(own) ? [] : [{ key: `${kind} ${source}`, content: text }]
  })
}
