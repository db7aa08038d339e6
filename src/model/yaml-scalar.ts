/** Where a scalar stands: keys never take the block form. `indent` is that of its text when it does. */
export interface Place {
  readonly indent: number
  readonly place: 'key' | 'value'
}

/**
 * A string in the style that docker compose's YAML writer chooses: plain where it reads back as the same string, `|` when it
 * has several lines, double quotes where it would read back as another type, single quotes for special characters.
 */
export function quoteScalar(text: string, where: Place): string {
  const shape = analyse(text)
  const several = text.includes('\n')
  if (several && where.place === 'value' && shape.block) return literal(text, where.indent)
  if (several || !readsAsString(text)) return doubleQuoted(text)
  if (shape.plain) return text
  return shape.single ? singleQuoted(text, where.indent) : doubleQuoted(text)
}

// The writer indents what follows a Unicode line separator as if it were a line break.
function singleQuoted(text: string, indent: number): string {
  const body = text
    .replaceAll("'", "''")
    .replaceAll(/[\u2028\u2029]+(?=[^\u2028\u2029])/g, (run) => run + ' '.repeat(indent))
  return `'${body}'`
}

interface Shape {
  readonly plain: boolean
  readonly single: boolean
  readonly block: boolean
}

const breaks = /[\n\r\u0085\u2028\u2029]/
const spaceThenBreak = / [\n\r\u0085\u2028\u2029]/
const breakThenSpace = /[\n\r\u0085\u2028\u2029] /

// What the writer takes for unprintable, which includes everything beyond the basic plane; tabs are judged apart.
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufeff\ufffe\uffff]/

function analyse(text: string): Shape {
  const special = spaceThenBreak.test(text) || unprintable.test(text)
  const edge = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text)
  const single = !special && !text.includes('\t') && !breakThenSpace.test(text)
  return {
    plain: single && !edge && !breaks.test(text) && !hasIndicator(text),
    single,
    block: !special && !text.endsWith(' ') && text !== '',
  }
}

function hasIndicator(text: string): boolean {
  return (
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-]([ \t]|$)/.test(text) ||
    /:([ \t]|$)/.test(text) ||
    /[ \t\n]#/.test(text)
  )
}

const numeric = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const prefixed = /^[-+]?0(x[0-9a-f]+|o[0-7]+|b[01]+)$/i
const baseSixty = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/
const words = new Set([
  '',
  '~',
  'null',
  'Null',
  'NULL',
  'true',
  'True',
  'TRUE',
  'false',
  'False',
  'FALSE',
  'y',
  'Y',
  'yes',
  'Yes',
  'YES',
  'on',
  'On',
  'ON',
  'n',
  'N',
  'no',
  'No',
  'NO',
  'off',
  'Off',
  'OFF',
  '.nan',
  '.NaN',
  '.NAN',
  '.inf',
  '.Inf',
  '.INF',
  '+.inf',
  '+.Inf',
  '+.INF',
  '-.inf',
  '-.Inf',
  '-.INF',
])

/** Whether a reader of YAML 1.1 or 1.2 takes the plain text for a string. */
function readsAsString(text: string): boolean {
  if (words.has(text)) return false
  if (!/^[-+.0-9]/.test(text)) return true
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '')
  // To Go a number that it cannot hold is none.
  const isNumber = numeric.test(digits) && Number.isFinite(Number(digits))
  return !isNumber && !prefixed.test(digits) && !baseSixty.test(text) && !isTimestamp(text)
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})| \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)?$/

function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? '2' : ''
  const lines = text.split('\n')
  const last = lines.at(-1)
  const keep = last !== '' ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : ''
  if (last === '') lines.pop()
  const pad = ' '.repeat(indent)
  return `|${hint}${keep}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`
}

const escapes: ReadonlyMap<number, string> = new Map([
  [0x00, '0'],
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
])

function doubleQuoted(text: string): string {
  // Behind a mark of the byte order go-yaml escapes every letter.
  const isMarked = text.startsWith('\ufeff')
  const escaped = (char: string): string => (isMarked || needsEscape(char) ? escape(char.codePointAt(0) ?? 0) : char)
  const body = Array.from(text, escaped).join('')
  return `"${body}"`
}

function needsEscape(char: string): boolean {
  return char === '"' || char === '\\' || char === '\t' || char === '\n' || unprintable.test(char) || breaks.test(char)
}

function escape(code: number): string {
  const short = escapes.get(code)
  if (short !== undefined) return `\\${short}`
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
