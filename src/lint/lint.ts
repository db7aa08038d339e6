import { codeOf, kindOf, type LintKind, lintKinds } from '../source/codes.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import type { SourceFile } from '../source/file.ts'
import { byPlace } from '../source/frame.ts'
import { type Node, type Origin } from '../source/node.ts'
import { suggest } from '../source/suggest.ts'
import type { Facts } from './facts.ts'
import { type IgnoreComment, ignoreComments, isIgnored } from './ignored.ts'
import { rules } from './rules/index.ts'

/** What the rules that are asked find, in the order of its places; without what comments silence. */
export function lint(facts: Facts, asked: ReadonlySet<LintKind> = new Set(lintKinds)): readonly Diagnostic[] {
  const comments = new Map([...filesOf(facts)].map((file) => [file, ignoreComments(file)] as const))
  const instructions = facts.services.flatMap(({ built }) => built?.dockerfile.instructions ?? [])
  const statementOf = (at: Origin): Origin =>
    instructions.find((it) => it.at.file === at.file && it.at.start <= at.start && at.start < it.at.end)?.at ?? at
  const found = rules
    .filter(({ kind }) => asked.has(kind))
    .flatMap(({ kind, check }) =>
      check(facts)
        .filter(({ at }) => {
          if (at === undefined) return true
          return !isIgnored({ kind, at, statement: statementOf(at) }, comments.get(at.file) ?? ignoreComments(at.file))
        })
        .map(({ message, at, notes = [], fix }) => diagnostic(kind, { message, notes, fix, ...(at && { at }) })),
    )
  return byPlace([...found, ...(asked.has('unknown-lint-rule') ? unknownRules([...comments.values()].flat()) : [])])
}

function diagnostic(kind: LintKind, rest: Omit<Diagnostic, 'severity' | 'kind'>): Diagnostic {
  return { severity: 'warning', kind, ...rest }
}

/** A comment that names no rule would silence nothing, and nobody would know. */
function unknownRules(comments: readonly IgnoreComment[]): readonly Diagnostic[] {
  const codes = lintKinds.map((kind) => codeOf(kind, 'warning'))
  return comments.flatMap(({ rules: named, at }) =>
    named
      .filter((word) => !lintKinds.some((kind) => kind === word))
      .map((word) => {
        const near = suggest(word, [...lintKinds, ...codes])
        return diagnostic('unknown-lint-rule', {
          message: `${JSON.stringify(word)} is not a rule`,
          at,
          notes: [],
          fix: near === undefined ? 'schema/LINT.md lists the rules' : `did you mean \`${near}\`?`,
        })
      }),
  )
}

/** The rule that a word names by code or name; undefined for none. */
export function ruleNamed(word: string): LintKind | undefined {
  const kind = kindOf(word) ?? word.toLowerCase()
  return lintKinds.find((one) => one === kind)
}

/** The files that the project was read from, and its Dockerfiles. */
function filesOf({ project, services }: Facts): ReadonlySet<SourceFile> {
  const files = new Set(services.flatMap(({ built }) => built?.dockerfile.instructions.map(({ at }) => at.file) ?? []))
  const visit = (node: Node): void => {
    files.add(node.at.file)
    if (node.kind === 'seq') node.items.forEach(visit)
    if (node.kind === 'map') for (const entry of node.entries.values()) visit(entry.node)
  }
  visit(project.tree)
  return files
}
