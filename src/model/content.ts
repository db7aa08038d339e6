import { pathText } from '../source/path-text.ts'
import type { Project } from './project.ts'

/** The two kinds of top-level entries whose content may come from the file itself or from a variable. */
export type Store = 'configs' | 'secrets'

/** Under which `Project.includedContents` holds what a variable of an included project gives to a config or secret. */
export function includedContent(store: Store, key: string, variable: string): string {
  return pathText([store, key, variable])
}

/**
 * The content of a config or secret that no host file holds: what the file says, or the variable that it names, which for an
 * included one may stand in the env file of its own project (2.40.3). Undefined when the variable is not set.
 */
export function contentOf(project: Project, store: Store, key: string): string | undefined {
  const { content, environment } = project[store].get(key) ?? {}
  if (environment === undefined) return content
  return project.environment.get(environment) ?? project.includedContents?.get(includedContent(store, key, environment))
}
