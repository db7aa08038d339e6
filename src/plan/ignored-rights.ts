import type { Service } from '../attributes/service.ts'
import { rightsWithoutEffect } from '../attributes/service/file-reference.ts'
import { originOf, type Project } from '../model/project.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import type { Plan } from './step.ts'

/** A warning for each config or secret with an owner or mode that a new container of the plan does not honour. */
export function ignoredRights({ steps }: Plan, project: Project): readonly Diagnostic[] {
  const made = new Set(steps.flatMap(({ action }) => (action.do === 'create-container' ? action.spec.service : [])))
  return [...made].flatMap((name) => {
    const service = project.services.get(name)
    return service === undefined ? [] : [...among('config', service, project), ...among('secret', service, project)]
  })
}

function among(kind: 'config' | 'secret', service: Service, project: Project): readonly Diagnostic[] {
  const section = `${kind}s` as const
  return (service[section] ?? []).flatMap((reference, index): readonly Diagnostic[] => {
    const source = project[section].get(reference.source ?? '')
    const ignored = source === undefined ? [] : rightsWithoutEffect(reference, source)
    if (ignored.length === 0) return []
    const at = originOf(project, ['services', service.name, section, index])
    return [
      {
        severity: 'warning',
        kind: 'no-effect',
        message: `${service.name}: ${enumerated(ignored)} of ${kind} ${reference.source} ${ignored.length === 1 ? 'has' : 'have'} no effect: a file of the host keeps its own`,
        notes: [],
        fix: `change them on the file, or give the ${kind} its text by ${kind === 'config' ? '`content` or ' : ''}\`environment\``,
        ...(at === undefined ? {} : { at }),
      },
    ]
  })
}

function enumerated(words: readonly string[]): string {
  return words.length === 1 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
