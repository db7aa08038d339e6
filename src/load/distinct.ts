import type { Diagnostic } from '../source/diagnostic.ts'

/**
 * The diagnostics without follow-ups: of several errors about one value only the first stays, since passes run from the
 * outside in and the later ones stumble over what the first has said. Repeated warnings are said once. What is said of a
 * text whose variables could not be put in is about the template and not about the value: it goes, too.
 */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const kept: Diagnostic[] = []
  for (const it of diagnostics) {
    if (!judgesTemplate(it) && !kept.some((earlier) => repeats(it, earlier))) kept.push(it)
  }
  return kept
}

function judgesTemplate({ at }: Diagnostic): boolean {
  return at?.via?.kind === 'variable' && at.via.unfilled === true
}

function repeats(it: Diagnostic, earlier: Diagnostic): boolean {
  if (it.severity !== earlier.severity) return false
  if (it.at === undefined || earlier.at === undefined) return it.message === earlier.message && it.at === earlier.at
  if (it.at.file.path !== earlier.at.file.path) return false
  if (it.severity === 'warning' || it.kind === earlier.kind) {
    return it.at.start === earlier.at.start && (it.severity === 'error' || it.message === earlier.message)
  }
  return it.at.start >= earlier.at.start && it.at.end <= earlier.at.end
}
