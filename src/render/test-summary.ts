import { plainText } from './visible.ts'

/** What a summary tells of a test run. */
export interface TestSummary {
  readonly subject: string
  readonly project: string
  /** `passed`, or why not. */
  readonly result: string
  readonly passed: boolean
  readonly exitCode: number
  readonly rows: readonly SummaryRow[]
  /** What is known of the failures. */
  readonly details: string
  /** What else people should know. */
  readonly notes: readonly string[]
}

export interface SummaryRow {
  readonly what: string
  readonly seconds: number
  readonly result: string
}

/** Markdown, for a step summary and the bundle. Foreign text cannot leave its place. */
export function testSummary({ subject, project, result, passed, exitCode, rows, details, notes }: TestSummary): string {
  return [
    `## ${passed ? '✔' : '✘'} muster test: ${inline(result)}`,
    '',
    `${code(subject)} in project ${code(project)}, exit code ${exitCode}.`,
    '',
    '| part | seconds | result |',
    '| --- | ---: | --- |',
    ...rows.map((row) => `| ${inline(row.what)} | ${row.seconds.toFixed(1)} | ${inline(row.result)} |`),
    '',
    ...(details === '' ? [] : [block(details), '']),
    ...notes.flatMap((note) => [inline(note), '']),
  ].join('\n')
}

function inline(text: string): string {
  return shown(text).replaceAll(/[\\`*_[\]<>|#!]/g, (char) => `\\${char}`)
}

/** A pipe ends the cell of a table even in code, and here is none. */
function code(text: string): string {
  const plain = shown(text)
  const fence = '`'.repeat(longestRun(plain) + 1)
  return fence.length === 1 ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`
}

function block(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}text\n${text.split('\n').map(plainText).join('\n')}\n${fence}`
}

/** Controls become visible, as in a terminal. */
function shown(text: string): string {
  return plainText(text.replaceAll(/[\t\n ]+/g, ' '))
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
