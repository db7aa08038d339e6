import { originOf, type Project } from '../../model/project.ts'
import type { Severity } from '../../source/codes.ts'
import type { Diagnostic, Note } from '../../source/diagnostic.ts'
import { child, nodeAt, type Origin, type Path } from '../../source/node.ts'

export interface FindingDetails {
  readonly at: Origin | undefined
  readonly fix: string
  readonly notes?: readonly Note[]
  /** Absent: an error. */
  readonly severity?: Severity
}

/** What this machine or its engine lacks, as a diagnostic. */
export function finding(
  kind: 'host-port' | 'host-path' | 'foreign-platform' | 'no-addresses' | 'disk-full' | 'old-engine',
  message: string,
  { at, fix, notes = [], severity = 'error' }: FindingDetails,
): Diagnostic {
  return { severity, kind, message, notes, fix, ...(at === undefined ? {} : { at }) }
}

/** Where a key of a mapping stands; of one that the long form does not have, the mapping. */
export function placeOf(project: Project, path: Path, key: string): Origin | undefined {
  const node = nodeAt(project.tree, path)
  return (node && child(node, key)?.at) ?? originOf(project, path)
}
