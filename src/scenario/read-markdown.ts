import type { Report } from '../source/diagnostic.ts'
import { type SourceFile, withText } from '../source/file.ts'
import type { Origin } from '../source/node.ts'
import { parseYaml } from '../source/parse.ts'
import { suggest } from '../source/suggest.ts'
import { commandAction } from './command-action.ts'
import { markdownParts, type Part } from './markdown-blocks.ts'
import { expectedText, expectsNothing } from './read-expectation.ts'
import { isInside, readSteps } from './read-step.ts'
import type { Action, Expectation, Scenario, Step } from './scenario.ts'
import { plainSettings, readSettingsOnly, type Settings } from './settings.ts'

type Block = Extract<Part, { kind: 'block' }>
type Comment = Extract<Part, { kind: 'comment' }>

/** Languages whose blocks are played. Those of the second kind hold commands alone, unless lines begin with `$ `. */
const sessions: ReadonlySet<string> = new Set(['console', 'shell-session', 'shellsession'])
const scripts: ReadonlySet<string> = new Set(['sh', 'shell', 'bash'])

/** What is said of the next block, in a comment or behind its language. */
interface Marks {
  readonly skip: boolean
  readonly hidden: boolean
  readonly file: string | undefined
  readonly exit: Expectation['exit']
}

const noMarks: Marks = { skip: false, hidden: false, file: undefined, exit: undefined }

interface State {
  readonly settings: Settings
  readonly steps: readonly Step[]
  /** `<!-- play: off -->` until `on`. */
  readonly playing: boolean
  readonly marks: Marks
  /** The paragraph right above. */
  readonly said: Extract<Part, { kind: 'prose' }> | undefined
}

/**
 * The scenario that a Markdown file is. Blocks of `console` are commands behind `$ ` with what they print below them; those
 * of `sh` and `bash` are one command each; a block with `file=PATH` is a file that is written. The paragraph right above a
 * block is said. Comments switch (`<!-- play: off -->`, `on`), mark the next block (`skip`, `hidden`, `file=`, `exit=`), or
 * hold settings or steps as YAML.
 */
export function readMarkdown(file: SourceFile, report: Report): Scenario {
  let state: State = { settings: plainSettings, steps: [], playing: true, marks: noMarks, said: undefined }
  for (const part of markdownParts(file)) {
    if (part.kind === 'prose') state = { ...state, said: part }
    else if (part.kind === 'comment') state = withComment(state, part, { file, report })
    else state = withBlock(state, part, { file, report })
  }
  return { ...state.settings, file, steps: state.steps }
}

interface Reading {
  readonly file: SourceFile
  readonly report: Report
}

function withComment(state: State, comment: Comment, { file, report }: Reading): State {
  const text = comment.text.trim()
  const at: Origin = { file, start: comment.start, end: comment.end }
  if (text === 'off' || text === 'on') return { ...state, playing: text === 'on' }
  if (!comment.text.includes('\n')) {
    return { ...state, marks: marksOf(text.split(/\s+/), at, { strict: true, report }) }
  }
  if (!state.playing) return state
  const [node] = parseYaml(only(file, comment), report)
  if (node?.kind === 'map') return { ...state, settings: readSettingsOnly(node, report) }
  if (node?.kind !== 'seq') return state
  return { ...state, steps: [...state.steps, ...readSteps(node, nextNumber(state.steps), report)] }
}

/** The same file with nothing but the comment in it: what stands there keeps its place. */
function only(file: SourceFile, { start, end }: Comment): SourceFile {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ')
  const { text } = file
  return withText(file, blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end)))
}

function nextNumber(steps: readonly Step[]): number {
  const last = steps.at(-1)
  return last === undefined ? 1 : Math.max(last.number, ...last.expectations.map(({ number }) => number)) + 1
}

function withBlock(state: State, block: Block, { file, report }: Reading): State {
  const after: State = { ...state, marks: noMarks, said: undefined }
  const at = lineAt(file, block.line)
  const marks = merged(state.marks, marksOf(block.words, at, { strict: false, report }))
  if (!state.playing || marks.skip) return after
  const first = nextNumber(state.steps)
  const lead = state.said === undefined ? [] : [saying(state.said, { file, number: first })]
  const number = first + lead.length
  const steps =
    marks.file === undefined
      ? commandsOf(block, { file, marks, number, report })
      : [{ number, at, action: writing(marks, block), expectations: [] }]
  return steps.length === 0 ? after : { ...after, steps: [...state.steps, ...lead, ...steps] }
}

function writing({ file: path = '', hidden }: Marks, { lines }: Block): Action {
  return { do: 'write', path, text: lines.map((line) => `${line}\n`).join(''), shown: hidden ? 'hidden' : 'typed' }
}

function saying(
  { text, start, end }: State['said'] & object,
  { file, number }: { readonly file: SourceFile; readonly number: number },
): Step {
  return { number, at: { file, start, end }, action: { do: 'say', text }, expectations: [] }
}

/** A line of the file, from 1, without its indentation. */
function lineAt(file: SourceFile, line: number): Origin {
  const start = file.lineStarts[line - 1] ?? 0
  const text = file.text.slice(start).split('\n', 1)[0] ?? ''
  const indentation = text.length - text.trimStart().length
  return { file, start: start + indentation, end: start + Math.max(text.trimEnd().length, indentation + 1) }
}

interface Playing {
  readonly file: SourceFile
  readonly marks: Marks
  readonly number: number
  readonly report: Report
}

function commandsOf(block: Block, playing: Playing): readonly Step[] {
  const { language, lines } = block
  const prompts = lines.some((line) => line.startsWith('$ '))
  if (sessions.has(language) || (scripts.has(language) && prompts)) return sessionOf(block, playing)
  if (!scripts.has(language) || lines.every((line) => line.trim() === '')) return []
  const { file, marks, number } = playing
  const at = lineAt(file, block.line + 1)
  const action = commandAction(lines.join('\n').trim(), {
    shell: language === 'bash' ? 'bash' : 'sh',
    shown: marks.hidden ? 'hidden' : 'typed',
  })
  return [{ number, at, action, expectations: exitOf(marks, { number, at }) }]
}

function exitOf({ exit }: Marks, { number, at }: Pick<Step, 'number' | 'at'>): readonly Expectation[] {
  return exit === undefined ? [] : [{ ...expectsNothing(number, at), exit }]
}

/** Commands behind `$ `, lines that end with a backslash going on; what stands below is what they print. */
function sessionOf({ line: fence, lines, language }: Block, { file, marks, number, report }: Playing): readonly Step[] {
  const steps: Step[] = []
  let index = lines.findIndex((line) => line.startsWith('$ '))
  while (index !== -1 && index < lines.length) {
    const at = lineAt(file, fence + 1 + index)
    let last = index
    while ((lines[last] ?? '').endsWith('\\') && last + 1 < lines.length) last += 1
    const command = lines.slice(index, last + 1).map((line, i) => line.slice(i === 0 || line.startsWith('> ') ? 2 : 0))
    const next = lines.findIndex((line, i) => i > last && line.startsWith('$ '))
    const printed = lines.slice(last + 1, next === -1 ? lines.length : next)
    const shell = language === 'bash' ? 'bash' : 'sh'
    const action = commandAction(command.join('\n'), { shell, shown: marks.hidden ? 'hidden' : 'typed' })
    const own = { number: number + steps.length, at }
    const place = { at, firstLine: fence + 2 + last }
    const said = printed.join('\n').replace(/\n+$/, '')
    const exit = next === -1 ? exitOf(marks, own) : []
    const text =
      said.trim() === '' ? [] : [{ ...expectsNothing(own.number, at), text: expectedText(said, place, report) }]
    steps.push({ ...own, action, expectations: [...exit, ...text] })
    index = next
  }
  return steps
}

function merged(comment: Marks, words: Marks): Marks {
  return {
    skip: comment.skip || words.skip,
    hidden: comment.hidden || words.hidden,
    file: comment.file ?? words.file,
    exit: comment.exit ?? words.exit,
  }
}

/** `strict`: words that are none of ours are mistakes; behind a language they belong to others. */
function marksOf(
  words: readonly string[],
  at: Origin,
  { strict, report }: { readonly strict: boolean; readonly report: Report },
): Marks {
  let marks = noMarks
  for (const word of words) {
    const [key = '', value] = word.split(/=(.*)/s, 2)
    if (word === 'skip' || word === 'no-play') marks = { ...marks, skip: true }
    else if (word === 'hidden' && strict) marks = { ...marks, hidden: true }
    else if (key === 'file' && value !== undefined) marks = { ...marks, file: fileOf(value, at, report) }
    else if (key === 'exit' && value !== undefined) marks = { ...marks, exit: codeOf(value, at, report) }
    else if (strict && word !== '') reportWord(word, wordAt(word, at), report)
  }
  return marks
}

function wordAt(word: string, { file, start }: Origin): Origin {
  const found = file.text.indexOf(word, start)
  return { file, start: found, end: found + word.length }
}

function fileOf(value: string, at: Origin, report: Report): string | undefined {
  if (isInside(value)) return value
  report.error('invalid-value', 'a scenario writes files below its own folder only', { at })
  return undefined
}

function codeOf(value: string, at: Origin, report: Report): Expectation['exit'] {
  if (value === 'any') return 'any'
  if (/^\d{1,3}$/.test(value) && Number(value) <= 255) return Number(value)
  report.error('invalid-value', 'exit is a whole number from 0 to 255, or any', { at })
  return undefined
}

function reportWord(word: string, at: Origin, report: Report): void {
  const known = ['on', 'off', 'skip', 'hidden', 'file=PATH', 'exit=CODE']
  const near = suggest(word.split('=')[0] ?? word, ['on', 'off', 'skip', 'hidden', 'file', 'exit'])
  const fix = near === undefined ? `there are ${known.join(', ')}` : `did you mean \`${near}\`?`
  report.error('unknown-key', `a comment for playing knows no \`${word}\``, { at, fix })
}
