import { projectPlace } from '../../api/project/project-place.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import { formatDiagnostic } from '../../source/frame.ts'
import type { Context } from '../session/context.ts'
import { framingOf } from '../session/framing.ts'

/** Findings with their places, for people. */
export async function lintText(
  findings: readonly Diagnostic[],
  { project, loading, terminal, colors }: Context,
): Promise<string> {
  const { out } = terminal
  const framing = framingOf(await projectPlace(project, loading), project, loading)
  // A Dockerfile that lies beside the project is looked at because the project names it.
  const given = [...(framing.given ?? []), ...findings.flatMap(({ at }) => at?.file.path ?? [])]
  const options = {
    ...framing,
    given,
    cwd: loading.cwd,
    color: colors ? ('always' as const) : ('never' as const),
    ...(out.tty ? { columns: out.columns() } : {}),
  }
  return findings.map((finding) => `${formatDiagnostic(finding, options)}\n`).join('')
}
