import { relative } from 'node:path'
import type { Cue, Stage } from '../../api/play.ts'
import { paint } from '../../render/style.ts'
import { plainText } from '../../render/visible.ts'
import type { Action, Scenario } from '../../scenario/scenario.ts'
import { lineColumn } from '../../source/file.ts'
import { masked } from '../../source/mask.ts'

/** Where a play is told of in words. */
export interface Telling {
  readonly write: (text: string) => void
  readonly cwd: string
  readonly color: boolean
}

/** Nobody looks: one line for each step that was done, and the difference where one gave something else. */
export function createCiStage({ write, cwd, color }: Telling): Stage {
  let [steps, seconds] = [0, 0]
  let total = 0
  return (cue) => {
    switch (cue.cue) {
      case 'step':
        total = cue.of
        return
      case 'passed': {
        steps += 1
        seconds += cue.seconds
        const number = `${cue.step.number}/${total}`.padStart(String(total).length * 2 + 1)
        const mark = color ? paint('✔', 'done') : '✔'
        write(`${mark} ${number}  ${plainText(actionText(cue.step.action))}  ${cue.seconds.toFixed(1)} s\n`)
        return
      }
      case 'failed':
        return write(differenceText(cue, { cwd, color }))
      case 'end':
        return write(`${steps} ${steps === 1 ? 'step' : 'steps'}, all as written, ${seconds.toFixed(1)} s\n`)
      case 'begin':
      case 'say':
      case 'type':
      case 'wait':
      case 'line':
      case 'printed':
      case 'pause':
        return
    }
  }
}

/** A step in a line. */
function actionText(action: Action): string {
  switch (action.do) {
    case 'say':
      return short(action.text)
    case 'command':
      return `$ ${short(action.line)}`
    case 'wait':
      return `wait for ${action.until.kind}`
    case 'http':
      return `${action.request.method} ${masked(action.request.url)}`
    case 'write':
      return `write ${action.path}`
    case 'pause':
      return 'pause'
  }
}

function short(text: string): string {
  const [first = '', more] = text.split('\n')
  const line = masked(first)
  return more === undefined && line.length <= 60 ? line : `${line.slice(0, 59)}…`
}

/** A unified difference, with the place of what is written. */
export function differenceText(
  { step, mismatch, subject }: Extract<Cue, { cue: 'failed' }>,
  { cwd, color }: Pick<Telling, 'cwd' | 'color'>,
): string {
  if (mismatch.diff.length === 0) return ''
  const { file, start } = mismatch.at
  const path = relative(cwd, file.path)
  const place = `${path.startsWith('..') ? file.path : path}:${lineColumn(file, start).line}`
  const changed = mismatch.diff.some((line) => line.startsWith('@@'))
  const head = changed ? [`--- ${place} (written)`, `+++ ${subject} (step ${step.number})`] : [`${subject} gave:`]
  const lines = [...head, ...mismatch.diff].map(plainText)
  return lines.map((line) => `${color ? coloured(line) : line}\n`).join('')
}

function coloured(line: string): string {
  if (line.startsWith('-')) return paint(line, 'error')
  if (line.startsWith('+')) return paint(line, 'done')
  return line.startsWith('@@') ? paint(line, 'count') : line
}

/** What would be played, for `--dry-run`. */
export function stepList({ steps, file }: Scenario): string {
  return steps
    .map(
      ({ number, at, action }) => `${number}  ${lineColumn(file, at.start).line}  ${plainText(actionText(action))}\n`,
    )
    .join('')
}
