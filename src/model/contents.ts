import type { Service } from '../attributes/service.ts'
import type { FileReference } from '../attributes/service/file-reference.ts'
import { contentOf } from './content.ts'
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

/** What is written of a config or secret. */
export interface Content {
  readonly key: string
  readonly content: string
}

/** The inline contents that a service gets. */
export function contentsOf(project: Project, { configs = [], secrets = [] }: Service): readonly Content[] {
  return [...among('config', configs, project), ...among('secret', secrets, project)]
}

function among(kind: 'config' | 'secret', references: readonly FileReference[], project: Project): readonly Content[] {
  return references.flatMap(({ source = '' }) => {
    const text = contentOf(project, `${kind}s`, source)
    return text === undefined || source.startsWith(own) ? [] : [{ key: `${kind} ${source}`, content: text }]
  })
}
