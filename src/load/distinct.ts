import { unsetMessage } from '../attributes/grammar/interpolate.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import type { Origin } from '../source/node.ts'

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
  return kept.filter((it) => !followsError(it, kept)).map((it) => withCause(it, kept))
}

/** The engine would refuse what is an error anyway; a template without quotes is no mapping. */
function followsError({ severity, kind, at }: Diagnostic, all: readonly Diagnostic[]): boolean {
  if (at === undefined) return false
  if (kind === 'refused-value' && severity === 'warning')
    return all.some((it) => it.severity === 'error' && it.at !== undefined && holds(it.at, at))
  if (kind !== 'wrong-type') return false
  return all.some((it) => it.kind === 'non-string-key' && it.at !== undefined && startsWithin(it.at, at))
}

/** What the engine would refuse because a variable is not set has the remedy of the variable. */
function withCause(it: Diagnostic, all: readonly Diagnostic[]): Diagnostic {
  if (it.kind !== 'refused-value' || it.at?.via?.kind !== 'variable') return it
  const unset = it.at.via.names.map((name) => unsetMessage(name))
  const cause = all.find(({ kind, message }) => kind === 'variable-unset' && unset.includes(message))
  if (cause === undefined) return it
  return { ...it, follows: true, ...(cause.fix === undefined ? {} : { fix: cause.fix }) }
}

function holds(outer: Origin, inner: Origin): boolean {
  return outer.file.path === inner.file.path && inner.start >= outer.start && inner.end <= outer.end
}

/** `{{ cmd }}`: the inner brace is the key of the outer one. */
function startsWithin(inner: Origin, outer: Origin): boolean {
  return holds(outer, inner) && inner.start === outer.start + 1
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
