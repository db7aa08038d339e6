import { codeOf } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { visible } from './display.ts'
import { type Excerpt, excerptOf, type ExcerptOptions } from './excerpt.ts'
import { lineColumn, type SourceFile } from './file.ts'
import type { Origin, Via } from './node.ts'

/** How a diagnostic is shown. */
export interface FrameOptions extends ExcerptOptions {
  /** Default `never`. */
  readonly color?: 'never' | 'always'
}

/**
 * A diagnostic for people: `compose.yaml:8:5: error[E020]: …`, the line with carets, how the value came there, notes with
 * their own lines, and the fix. Values that look secret are masked, control characters are made visible. No line break at
 * the end.
 *
 * @example
 * const error = await load({ compose: { services: { web: { imagee: 'nginx' } } } }).catch((thrown: unknown) => thrown)
 * if (error instanceof ComposeError) for (const one of error.diagnostics) console.log(formatDiagnostic(one))
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: FrameOptions = {}): string {
  const { severity, kind, message, at, notes, fix } = diagnostic
  const paint = painter(options.color ?? 'never')
  const excerpts = [at, ...notes.map((note) => note.at)].map((place) => place && excerptOf(place, options))
  const gutter = Math.max(0, ...excerpts.map((excerpt) => String(excerpt?.line ?? '').length))
  const tone = severity === 'error' ? 'red' : 'yellow'
  const framed = (index: number, color: Color): readonly string[] =>
    frame(excerpts[index], gutter, (mark) => paint(color, mark))
  const place = at === undefined ? '' : `${paint('bold', `${placeText(at, options)}:`)} `
  const title = paint(tone, `${severity}[${codeOf(kind, severity)}]:`)
  const lines = [`${place}${title} ${paint('bold', visible(message))}`, ...framed(0, tone)]
  if (at !== undefined) lines.push(...chain(at.via, options).map((text) => `  ${text}`))
  for (const [index, note] of notes.entries()) {
    const where = note.at === undefined ? '' : ` (${placeText(note.at, options)})`
    lines.push(`  ${paint('blue', 'note:')} ${visible(note.message)}${where}`, ...framed(index + 1, 'blue'))
  }
  if (fix !== undefined) lines.push(`  ${paint('green', 'fix:')} ${visible(fix)}`)
  return lines.join('\n')
}

function frame(excerpt: Excerpt | undefined, gutter: number, paint: (mark: string) => string): readonly string[] {
  if (excerpt === undefined) return []
  const { line, text, before, marked } = excerpt
  return [
    `  ${String(line).padStart(gutter)} | ${text}`.trimEnd(),
    `  ${' '.repeat(gutter)} | ${' '.repeat(before)}${paint('^'.repeat(marked))}`,
  ]
}

/** Diagnostics in the order of their places: files as they first appear, then from top to bottom; equal ones once. */
export function byPlace(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map<SourceFile | undefined, number>()
  const unique = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { at, kind, message } = diagnostic
    if (at !== undefined && !files.has(at.file)) files.set(at.file, files.size)
    const key = JSON.stringify([files.get(at?.file), at?.start, kind, message])
    if (!unique.has(key)) unique.set(key, diagnostic)
  }
  const rank = ({ at }: Diagnostic): number => (at === undefined ? Infinity : (files.get(at.file) ?? 0))
  return [...unique.values()].sort((a, b) => compare(rank(a), rank(b)) || compare(a.at?.start ?? 0, b.at?.start ?? 0))
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** `compose.yaml:8:5`, relative where that is shorter to read. */
export function placeText(at: Origin, { cwd }: Pick<FrameOptions, 'cwd'> = {}): string {
  const { line, column } = lineColumn(at.file, at.start)
  return `${at.file.shown ?? pathShown(at.file.path, cwd)}:${line}:${column}`
}

/** The path of a file, relative to `cwd` where it lies below. */
function pathShown(path: string, cwd: string | undefined): string {
  const folder = cwd === undefined || cwd.endsWith('/') ? cwd : `${cwd}/`
  const shown = folder !== undefined && path.startsWith(folder) ? path.slice(folder.length) : path
  return shown === '-' ? '<stdin>' : visible(shown)
}

/** How a value came to where it stands, a sentence for each step: by variables, `extends`, `include`. */
export function chain(via: Via | undefined, options: Pick<FrameOptions, 'cwd'>): readonly string[] {
  if (via === undefined) return []
  switch (via.kind) {
    case 'variable': {
      // Names only: the expression may hold a default that is secret.
      const names = via.names.length === 0 ? [] : [`value of ${via.names.map((name) => `\${${name}}`).join(', ')}`]
      return [...names, ...chain(via.before, options)]
    }
    case 'extends':
      return [`from extends at ${placeText(via.at, options)}`, ...chain(via.at.via, options)]
    case 'include':
      return [`included at ${placeText(via.at, options)}`, ...chain(via.at.via, options)]
  }
}

const colors = { bold: '1', red: '1;31', yellow: '1;33', blue: '1;34', green: '1;32' } as const

type Color = keyof typeof colors

function painter(color: 'never' | 'always'): (style: Color, text: string) => string {
  return (style, text) => (color === 'never' ? text : `\u001b[${colors[style]}m${text}\u001b[0m`)
}
