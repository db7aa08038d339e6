import { printProject } from '../model/print.ts'
import type { Plain } from '../plain.ts'
import type { Path } from '../source/node.ts'
import { settingsIn, type SettingsOf } from './settings.ts'
import { type Show, showOf } from './shown.ts'
import type { Subject } from './subject.ts'

/** A subject with what every answer about it needs. */
export interface View extends Subject {
  readonly show: Show
  readonly settingsOf: SettingsOf
  /** The model as `config` prints it, inactive services included. */
  readonly printed: Plain
}

/** Prepares answers about a project. */
export function viewOf(subject: Subject): View {
  const { project } = subject
  const whole = { ...project, services: new Map([...project.services, ...project.disabled]) }
  const { trace } = subject
  return {
    ...subject,
    show: showOf(subject),
    settingsOf: settingsIn(trace, project.tree),
    printed: printProject(whole, 'yaml'),
  }
}

/** What stands at a path of plain data. */
export function valueAt(value: Plain, path: Path): Plain | undefined {
  let found: Plain | undefined = value
  for (const step of path) {
    if (found === null || typeof found !== 'object') return undefined
    if (found instanceof Map) found = (found as ReadonlyMap<string, Plain>).get(String(step))
    else found = (found as Readonly<Record<string | number, Plain | undefined>>)[step]
  }
  return found
}
