import { type Diagnostic, diagnosticCodes } from './diagnostic.ts'
import { lineColumn, type SourceFile } from './file.ts'
import { looksSecret, secretSpans, type Span } from './mask.ts'
import type { Origin, Via } from './node.ts'

export interface FrameOptions {
  /** Paths below it are shown relative. */
  readonly cwd?: string
  /** Lines are shown only of files below this folder, the project's; without it, below `cwd`. */
  readonly directory?: string
  readonly color?: 'never' | 'always'
}

const width = 100

/**
 * A diagnostic for people: `compose.yaml:8:5: error[E020]: …`, the line with carets, how the value came there, notes
 * and the fix. Values that look secret are masked, control characters are made visible. No line break at the end.
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: FrameOptions = {}): string {
  const { severity, kind, message, at, notes, fix } = diagnostic
  const paint = painter(options.color ?? 'never')
  const place = at === undefined ? '' : `${paint('bold', `${placeText(at, options)}:`)} `
  const title = paint(severity === 'error' ? 'red' : 'yellow', `${severity}[${diagnosticCodes[kind]}]:`)
  const lines = [`${place}${title} ${paint('bold', visible(message))}`]
  if (at !== undefined) lines.push(...frame(at, options), ...chain(at.via, options).map((text) => `  ${text}`))
  for (const note of notes) {
    const where = note.at === undefined ? '' : ` (${placeText(note.at, options)})`
    lines.push(`  ${paint('blue', 'note:')} ${visible(note.message)}${where}`)
  }
  if (fix !== undefined) lines.push(`  ${paint('green', 'fix:')} ${visible(fix)}`)
  return lines.join('\n')
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
export function placeText(at: Origin, { cwd }: FrameOptions = {}): string {
  const { line, column } = lineColumn(at.file, at.start)
  const { path } = at.file
  const folder = cwd === undefined || cwd.endsWith('/') ? cwd : `${cwd}/`
  const shown = folder !== undefined && path.startsWith(folder) ? path.slice(folder.length) : path
  return `${shown === '-' ? '<stdin>' : visible(shown)}:${line}:${column}`
}

function chain(via: Via | undefined, options: FrameOptions): string[] {
  if (via === undefined) return []
  switch (via.kind) {
    case 'variable':
      // Names only: the expression may hold a default that is secret.
      return via.names.length === 0 ? [] : [`value of ${via.names.map((name) => `\${${name}}`).join(', ')}`]
    case 'extends':
      return [`from extends at ${placeText(via.at, options)}`, ...chain(via.at.via, options)]
    case 'include':
      return [`included at ${placeText(via.at, options)}`, ...chain(via.at.via, options)]
  }
}

function frame(at: Origin, options: FrameOptions): string[] {
  if (!mayShow(at.file, options)) return []
  const { line, column } = lineColumn(at.file, at.start)
  const start = at.file.lineStarts[line - 1] ?? 0
  const source = lineText(at.file, line)
  if (source.trim() === '') return []
  const from = column - 1
  const to = Math.max(from + 1, Math.min(at.end - start, source.length))
  const secret = insideSecret(at.file, line)
    ? [{ start: source.length - source.trimStart().length, end: source.length }]
    : secretSpans(source)
  const shown = windowed(rendered(source, secret, { start: from, end: to }))
  const gutter = String(line)
  const carets = ' '.repeat(shown.start) + '^'.repeat(Math.max(1, shown.end - shown.start))
  return [`  ${gutter} | ${shown.text}`.trimEnd(), `  ${' '.repeat(gutter.length)} | ${carets}`]
}

function mayShow(file: SourceFile, { directory, cwd }: FrameOptions): boolean {
  if (file.path === '-') return true
  const folder = directory ?? cwd
  if (folder === undefined || file.path.split('/').includes('..')) return false
  return file.path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

function lineText(file: SourceFile, line: number): string {
  const start = file.lineStarts[line - 1] ?? 0
  const end = file.lineStarts[line] ?? file.text.length
  return file.text.slice(start, end).replace(/\r?\n$/, '')
}

/** Whether the line continues a value whose key stands further up and looks secret. */
function insideSecret(file: SourceFile, line: number): boolean {
  let indentation = indentOf(lineText(file, line))
  for (let above = line - 1; above >= 1 && indentation > 0; above -= 1) {
    const text = lineText(file, above)
    if (text.trim() === '' || indentOf(text) >= indentation) continue
    indentation = indentOf(text)
    const key = /^[\s-]*["']?([\w.-]+)["']?\s*:\s*(?:[|>][-+\d]*|["'].*)?\s*$/.exec(text)?.[1]
    if (key === undefined || !looksSecret(key)) continue
    // A key without a value on its line may be a service or a secret of that name, which holds settings.
    if (/[|>"']/.test(text.slice(text.indexOf(':')))) return true
  }
  return false
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length
}

interface Shown {
  readonly text: string
  /** Columns of the carets. */
  readonly start: number
  readonly end: number
}

function rendered(source: string, secret: readonly Span[], mark: Span): Shown {
  let text = ''
  let start: number | undefined
  let end: number | undefined
  for (let i = 0; i < source.length;) {
    const hidden = secret.find((span) => span.start <= i && i < span.end)
    const next = hidden === undefined ? i + (source.codePointAt(i)! > 0xffff ? 2 : 1) : hidden.end
    const before = text.length
    text += hidden === undefined ? visible(source.slice(i, next)) : '***'
    if (start === undefined && next > mark.start) start = before
    if (next <= mark.end || (start !== undefined && i < mark.end)) end = text.length
    i = next
  }
  const from = start ?? text.length
  return { text, start: from, end: Math.max(end ?? 0, from + 1) }
}

/** At most `width` columns around the carets. */
function windowed({ text, start, end }: Shown): Shown {
  if (text.length <= width) return { text, start, end }
  const left = start < width - 20 ? 0 : start - 20
  const cut = text.slice(left, left + width)
  const head = left > 0 ? `…${cut.slice(1)}` : cut
  const tail = left + width < text.length ? `${head.slice(0, -1)}…` : head
  return { text: tail, start: start - left, end: Math.min(end - left, width) }
}

// Control characters, bidirectional overrides, invisible and line separators: what can forge or repaint a terminal.
// eslint-disable-next-line no-control-regex
const unsafe = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** The text with everything that a terminal would act upon made visible; a tab is two columns. */
export function visible(text: string): string {
  return text.replace(unsafe, (letter) => {
    if (letter === '\t') return '  '
    const code = letter.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}

const colors = { bold: '1', red: '1;31', yellow: '1;33', blue: '1;34', green: '1;32' } as const

function painter(color: 'never' | 'always'): (style: keyof typeof colors, text: string) => string {
  return (style, text) => (color === 'never' ? text : `\u001b[${colors[style]}m${text}\u001b[0m`)
}
