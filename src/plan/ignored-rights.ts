import type { Service } from '../attributes/service.ts'
import type { FileReference } from '../attributes/service/file-reference.ts'
import { originOf, type Project } from '../model/project.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import type { Plan } from './step.ts'

/**
 * A warning for each config or secret with an owner or mode that a new container of the plan does not honour: a file of the host
 * is mounted as it is (docker compose 2.40.3 warns, too, without a place).
 */
export function ignoredRights({ steps }: Plan, project: Project): readonly Diagnostic[] {
  const made = new Set(steps.flatMap(({ action }) => (action.do === 'create-container' ? action.spec.service : [])))
  return [...made].flatMap((name) => {
    const service = project.services.get(name)
    return service === undefined ? [] : [...among('config', service, project), ...among('secret', service, project)]
  })
}

function among(kind: 'config' | 'secret', service: Service, project: Project): readonly Diagnostic[] {
  const section = `${kind}s` as const
  return (service[section] ?? []).flatMap((reference, index): Diagnostic[] => {
    const set = rightsOf(reference)
    const { file } = project[section].get(reference.source ?? '') ?? {}
    if (set.length === 0 || file === undefined) return []
    const at = originOf(project, ['services', service.name, section, index])
    const what =
      set.length === 1 ? `${set[0]} of ${kind}` : `${set.slice(0, -1).join(', ')} and ${set.at(-1)} of ${kind}`
    return [
      {
        severity: 'warning',
        kind: 'no-effect',
        message: `${service.name}: ${what} ${reference.source} ${set.length === 1 ? 'has' : 'have'} no effect: a file of the host keeps its own`,
        notes: [],
        fix: `change them on the file, or give the ${kind} its text by ${kind === 'config' ? '`content` or ' : ''}\`environment\``,
        ...(at === undefined ? {} : { at }),
      },
    ]
  })
}

function rightsOf(reference: FileReference): readonly string[] {
  return (['uid', 'gid', 'mode'] as const).filter((key) => reference[key] !== undefined)
}
