import type { Report } from '../source/diagnostic.ts'
import { lineColumn } from '../source/file.ts'
import type { Mapping, Node, Origin, Scalar } from '../source/node.ts'
import { expectedLines } from './expected-line.ts'
import { numberOf, patternOf, plainOf, requireKeys, textOf, textsOf, wrongType } from './fields.ts'
import type { Expectation, ExpectedText } from './scenario.ts'

const keys = ['text', 'contains', 'matches', 'exit', 'status', 'json']

/** An expectation that looks at nothing. */
export function expectsNothing(number: number, at: Origin): Expectation {
  return { number, at, text: undefined, contains: [], matches: [], exit: undefined, status: undefined, json: [] }
}

/** `expect: |` with a text, or a mapping that says what of the answer is looked at. */
export function readExpectation(node: Node, number: number, report: Report): Expectation {
  const nothing = expectsNothing(number, node.at)
  if (node.kind === 'scalar' && node.type !== 'null') return { ...nothing, text: readText(node, report) }
  if (node.kind !== 'map')
    return wrongType(node, 'expect is a text, or a mapping such as {contains: ready}', report) ?? nothing
  requireKeys(node, { known: keys, subject: 'expect' }, report)
  return {
    ...nothing,
    text: each(node, 'text', (it) => (it.kind === 'scalar' ? readText(it, report) : textMissing(it, report))),
    contains: each(node, 'contains', (it) => textsOf(it, 'contains', report)) ?? [],
    matches: each(node, 'matches', (it) => patternsOf(it, report)) ?? [],
    exit: each(node, 'exit', (it) => exitOf(it, report)),
    status: each(node, 'status', (it) => statusOf(it, report)),
    json: each(node, 'json', (it) => readJson(it, report)) ?? [],
  }
}

function each<T>(map: Mapping, key: string, read: (node: Node) => T): T | undefined {
  const entry = map.entries.get(key)
  return entry === undefined ? undefined : read(entry.node)
}

function textMissing(node: Node, report: Report): undefined {
  return wrongType(node, 'text is a text', report)
}

function patternsOf(node: Node, report: Report): Expectation['matches'] {
  const items = node.kind === 'seq' ? node.items : [node]
  return items.flatMap((item) => patternOf(item, 'matches', report) ?? [])
}

function exitOf(node: Node, report: Report): Expectation['exit'] {
  if (node.kind === 'scalar' && node.value === 'any') return 'any'
  return numberOf(node, { subject: 'exit', from: 0, to: 255 }, report)
}

function statusOf(node: Node, report: Report): Expectation['status'] {
  if (node.kind === 'scalar' && node.value === 'none') return 'none'
  return numberOf(node, { subject: 'status', from: 100, to: 599 }, report)
}

function readJson(node: Node, report: Report): Expectation['json'] {
  if (node.kind !== 'map')
    return wrongType(node, 'json is a mapping of paths to values, such as {items.0.name: x}', report) ?? []
  return [...node.entries].map(([path, entry]) => ({ path, value: plainOf(entry.node), at: entry.node.at }))
}

function readText(node: Scalar, report: Report): ExpectedText | undefined {
  const text = textOf(node, 'expect', report)
  if (text === undefined) return undefined
  const { file, start } = node.at
  const { line } = lineColumn(file, start)
  // The lines of a block scalar stand below its `|`.
  const firstLine = /^[|>]/.test(file.text.slice(start)) ? line + 1 : line
  return expectedText(text, { at: node.at, firstLine }, report)
}

/** The text's lines, its placeholders checked. */
export function expectedText(
  text: string,
  { at, firstLine }: { readonly at: Origin; readonly firstLine: number },
  report: Report,
): ExpectedText {
  const lines = text.replace(/\n+$/, '').split('\n')
  for (const [index, line] of lines.entries()) {
    try {
      expectedLines([line])
    } catch (error) {
      const start = at.file.lineStarts[firstLine - 1 + index] ?? at.start
      const end = start + (at.file.text.slice(start).split('\n', 1)[0]?.length ?? 0)
      report.error('invalid-value', error instanceof Error ? error.message : String(error), {
        at: { file: at.file, start, end: Math.max(end, start + 1) },
      })
    }
  }
  return { lines, firstLine }
}
