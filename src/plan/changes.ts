import type { Service } from '../attributes/service.ts'
import { planValues } from '../model/plan-value.ts'
import { originOf, type Project } from '../model/project.ts'
import { lineColumn } from '../source/file.ts'
import { nodeAt, type Origin } from '../source/node.ts'
import type { Change } from './step.ts'

/** The changed fields of a service with the place and, where that is safe, the text of the new value. */
export function describeChanges(project: Project, service: Service, paths: readonly string[]): readonly Change[] {
  const shown = planValues(project)
  return paths.map((path): Change => {
    const [field = '', ...rest] = path.split('.')
    const full = ['services', service.name, field, ...(rest.length === 0 ? [] : [rest.join('.')])]
    const node = nodeAt(project.tree, full)
    const at = node === undefined ? undefined : originOf(project, full)
    const to = node === undefined ? undefined : shown(path, node)
    return { path, ...(to === undefined ? {} : { to }), ...(at === undefined ? {} : { at }) }
  })
}

/** `compose.yaml:9:7`, with the file's name alone. */
export function placeText(origin: Origin): string {
  const { line, column } = lineColumn(origin.file, origin.start)
  return `${origin.file.shown ?? origin.file.path.split('/').at(-1) ?? ''}:${line}:${column}`
}

/** The variables that were put in where a value is written. */
export function variablesAt({ via }: Origin): readonly string[] {
  return via?.kind === 'variable' ? via.names : []
}
