import { relative, sep } from 'node:path'
import type { Finding } from './finding.ts'
import { regionOf } from './region.ts'
import type { Reporter, ReportPlace } from './report.ts'

/**
 * Workflow commands of GitHub Actions, one a line: `::error file=compose.yaml,line=8,col=5,title=E020::…`. Files are
 * named relative to the workspace, as annotations want them.
 */
export function githubReporter(place: ReportPlace): Reporter {
  return { add: (finding) => `${command(finding, place)}\n`, end: () => '', alone: false }
}

function command({ severity, code, message, at, notes, fix }: Finding, place: ReportPlace): string {
  const properties: [string, string][] = []
  if (at !== undefined && at.file.path !== '-') {
    const { line, column, endLine, endColumn } = regionOf(at)
    properties.push(['file', inWorkspace(at.file.path, place)], ['line', String(line)], ['col', String(column)])
    // A range over several lines cannot have columns.
    if (endLine === line && endColumn > column) properties.push(['endColumn', String(endColumn)])
  }
  if (code !== undefined) properties.push(['title', code])
  const said = notes.map((note) => `note: ${note.message}${whereOf(note.at, place)}`)
  const text = [
    `${at?.file.path === '-' ? standardInput(at) : ''}${message}`,
    ...said,
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
  ].join('\n')
  const list = properties.map(([key, value]) => `${key}=${property(value)}`).join(',')
  return `::${severity}${list === '' ? '' : ` ${list}`}::${escaped(text)}`
}

/** Annotations want a file; without one the place is a part of the text. */
function standardInput(at: NonNullable<Finding['at']>): string {
  const { line, column } = regionOf(at)
  return `<stdin>:${line}:${column}: `
}

function whereOf(at: Finding['at'], place: ReportPlace): string {
  if (at === undefined) return ''
  const { line, column } = regionOf(at)
  return ` (${inWorkspace(at.file.path, place)}:${line}:${column})`
}

function inWorkspace(path: string, { cwd, workspace = cwd }: ReportPlace): string {
  const shown = relative(workspace, path)
  return shown.startsWith(`..${sep}`) ? path : shown
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
