import { ComposeError, type Diagnostic } from '../source/diagnostic.ts'
import type { Project } from './project.ts'

/**
 * Refuses, by name and place, before anything is created, what the engine would refuse half way. Throws a ComposeError with
 * all of it.
 */
export function refuseDoomed(project: Project): void {
  const doomed = project.warnings.filter((it) => isDoomed(it, project))
  if (doomed.length > 0) throw new ComposeError(doomed.map((it): Diagnostic => ({ ...it, severity: 'error' })))
}

/** Whether the engine will refuse what the diagnostic is about when the project is created. */
function isDoomed({ refused: [section, name] = [] }: Diagnostic, { services }: Project): boolean {
  return section === 'services' && services.has(String(name))
}
