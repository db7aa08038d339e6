import type { Service } from '../../attributes/service.ts'
import { noSuchService } from '../../model/no-such-service.ts'
import type { Project } from '../../model/project.ts'

/** What is run when the project is up: a one-off of a service, or a program of this machine. */
export type Subject =
  | { readonly kind: 'service'; readonly service: string; readonly command: readonly string[] }
  | { readonly kind: 'host'; readonly command: readonly string[] }

/**
 * The services that a test needs: those that were named, else all active ones, without the one that is the test and who
 * waits for it; and always what the test depends on. Throws for a service that does not exist.
 */
export function servicesFor(subject: Subject, named: readonly string[], project: Project): readonly string[] {
  const all = new Map([...project.disabled, ...project.services])
  if (subject.kind === 'host') return named.length > 0 ? named : [...project.services.keys()]
  if (!all.has(subject.service)) throw noSuchService(subject.service, everyService(project))
  const needed = closure([subject.service], (name) => [...(all.get(name)?.depends_on?.keys() ?? [])], all)
  const waiting = closure([subject.service], (name) => dependents(name, all), all)
  const chosen = named.length > 0 ? named : [...project.services.keys()].filter((name) => !waiting.has(name))
  return [...new Set([...chosen, ...[...needed].filter((name) => name !== subject.service)])]
}

/** A test may be a service that only a profile turns on. */
function everyService({ services, disabled }: Project): Pick<Project, 'services' | 'disabled'> {
  return { services: new Map([...services, ...disabled]), disabled: new Map() }
}

function dependents(name: string, all: ReadonlyMap<string, Service>): readonly string[] {
  return [...all].flatMap(([other, { depends_on: needs }]) => (needs?.has(name) === true ? [other] : []))
}

function closure(
  from: readonly string[],
  next: (name: string) => readonly string[],
  all: ReadonlyMap<string, Service>,
): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (name: string): void => {
    if (found.has(name) || !all.has(name)) return
    found.add(name)
    next(name).forEach(add)
  }
  from.forEach(add)
  return found
}
