import type { Trace } from '../load/trace.ts'
import type { Project } from '../model/project.ts'
import type { Origin } from '../source/node.ts'

/** A loaded project together with what the load noted down. */
export interface Subject {
  readonly project: Project
  readonly trace: Trace
  /** Variables of the shell, before any env file. */
  readonly shell: ReadonlyMap<string, string>
  /** `--project-name`. */
  readonly projectName?: string
}

/** Whether two origins begin at the same letter of the same file. */
export function samePlace(a: Origin | undefined, b: Origin | undefined): boolean {
  return a !== undefined && b !== undefined && a.start === b.start && a.file.path === b.file.path
}
