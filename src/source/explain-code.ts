import { codeOf, type DiagnosticKind, diagnosticKinds, isLintKind, kindOf, lintKinds } from './codes.ts'
import { ofComposeLint } from './explanations/compose-lint.ts'
import { ofDockerfileLint } from './explanations/dockerfile-lint.ts'
import type { Explanation } from './explanations/explanation.ts'
import { ofIsolation } from './explanations/isolation.ts'
import { ofLibrary } from './explanations/library.ts'
import { ofMachine } from './explanations/machine.ts'
import { ofPlaying } from './explanations/playing.ts'
import { ofReading } from './explanations/reading.ts'
import { ofRelations } from './explanations/relations.ts'
import { ofRunning } from './explanations/running.ts'
import { ofTesting } from './explanations/testing.ts'
import { ofValues } from './explanations/values.ts'

/** What each kind of diagnostic means. Loaded only when somebody asks: it is longer than it is needed. */
export const explanations: Readonly<Record<DiagnosticKind, Explanation>> = {
  ...ofReading,
  ...ofValues,
  ...ofRelations,
  ...ofMachine,
  ...ofRunning,
  ...ofIsolation,
  ...ofTesting,
  ...ofPlaying,
  ...ofLibrary,
  ...ofComposeLint,
  ...ofDockerfileLint,
}

/** The codes under which a kind is reported: `E020`, or `E071` and `W071`. */
export function codesOf(kind: DiagnosticKind): readonly string[] {
  if (isLintKind(kind)) return [codeOf(kind, 'warning')]
  const { severity } = explanations[kind]
  const severities = severity === 'either' ? (['error', 'warning'] as const) : [severity]
  return severities.map((one) => codeOf(kind, one))
}

/** The same as data. */
export function explanationOf(
  code: string,
): (Omit<Explanation, 'severity'> & { readonly codes: readonly string[] }) | undefined {
  const kind = kindOf(code)
  if (kind === undefined) return undefined
  const { title, meaning, example, good, remedy } = explanations[kind]
  return { codes: codesOf(kind), title, meaning, example, ...(good === undefined ? {} : { good }), remedy }
}

/**
 * The long explanation of a code such as `E020`, for `muster explain E020`: what it means, an example, what to do. Also for
 * `e020` and the letter of the other severity; undefined for what is no code. No line break at the end.
 */
export function explainCode(code: string): string | undefined {
  const explanation = explanationOf(code)
  if (explanation === undefined) return undefined
  const { codes, title, meaning, example, good, remedy } = explanation
  return [
    `${codes.join(', ')}: ${title}`,
    wrapped(meaning),
    `For instance:\n\n${example.replace(/^/gm, '    ')}`,
    ...(good === undefined ? [] : [`Better:\n\n${good.replace(/^/gm, '    ')}`]),
    wrapped(`What to do: ${remedy}`),
  ].join('\n\n')
}

/** Every code with its title, one a line, for `muster explain codes`. */
export function codeList(): string {
  return listed()
    .map(({ codes, title }) => `${codes.join(', ').padEnd(10)}  ${title}`)
    .join('\n')
}

/** The same as data. */
export function listed(): readonly { readonly codes: readonly string[]; readonly title: string }[] {
  return [...diagnosticKinds, ...lintKinds].map((kind) => ({ codes: codesOf(kind), title: explanations[kind].title }))
}

/** At most 80 columns. */
function wrapped(text: string): string {
  const rows: string[] = []
  for (const word of text.split(' ')) {
    const last = rows.at(-1)
    if (last === undefined || last.length + 1 + word.length > 80) rows.push(word)
    else rows[rows.length - 1] = `${last} ${word}`
  }
  return rows.join('\n')
}
