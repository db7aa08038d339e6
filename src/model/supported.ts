import type { Service } from '../attributes/service.ts'
import { ComposeError, type Diagnostic } from '../source/diagnostic.ts'
import type { Path } from '../source/node.ts'
import { pathText } from '../source/path-text.ts'
import { originOf, type Project } from './project.ts'

/** Attributes of a service that would change what runs and that muster does not act upon. */
const ofService: readonly (keyof Service)[] = []

/**
 * Refuses, by name and place, before anything is created, what is valid but not acted upon (a container that silently
 * lacks what its file asks for is worse than none) and what the engine would refuse half way. Throws a ComposeError with
 * all of them.
 */
export function refuseUnsupported(project: Project): void {
  const unsupported = [...project.services].flatMap(([name, service]) =>
    given(service, ofService).map((key) => diagnostic(project, name, [key])),
  )
  const doomed = project.warnings.filter((it) => isDoomed(it, project))
  const found = [...doomed.map((it): Diagnostic => ({ ...it, severity: 'error' })), ...unsupported]
  if (found.length > 0) throw new ComposeError(found)
}

/** Whether the engine will refuse what the diagnostic is about when the project is created. */
function isDoomed({ refused: [section, name] = [] }: Diagnostic, { services }: Project): boolean {
  return section === 'services' && services.has(String(name))
}

function given<T extends object>(value: T, keys: readonly (keyof T)[]): readonly string[] {
  return keys.filter((key) => isGiven(value[key])).map(String)
}

function isGiven(value: unknown): boolean {
  if (value instanceof Map) return value.size > 0
  return value !== undefined && !(Array.isArray(value) && value.length === 0)
}

function diagnostic(project: Project, service: string, keys: Path): Diagnostic {
  const at = originOf(project, ['services', service, ...keys])
  const message = `${pathText(['services', service, ...keys])} is not supported by this version of muster`
  return {
    severity: 'error',
    kind: 'unsupported',
    message,
    notes: [],
    fix: `remove it, or use docker compose for ${service}`,
    ...(at === undefined ? {} : { at }),
  }
}
