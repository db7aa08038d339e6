import { markdownBlock, markdownCode, markdownText } from './markdown.ts'

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

/** A part of a test's run. */
export interface SummaryRow {
  readonly what: string
  readonly seconds: number
  readonly result: string
}

/** Markdown, for a step summary and the bundle. Foreign text cannot leave its place. */
export function testSummary({ subject, project, result, passed, exitCode, rows, details, notes }: TestSummary): string {
  return [
    `## ${passed ? '✔' : '✘'} muster test: ${markdownText(result)}`,
    '',
    `${markdownCode(subject)} in project ${markdownCode(project)}, exit code ${exitCode}.`,
    '',
    '| part | seconds | result |',
    '| --- | ---: | --- |',
    ...rows.map((row) => `| ${markdownText(row.what)} | ${row.seconds.toFixed(1)} | ${markdownText(row.result)} |`),
    '',
    ...(details === '' ? [] : [markdownBlock(details), '']),
    ...notes.flatMap((note) => [markdownText(note), '']),
  ].join('\n')
}
