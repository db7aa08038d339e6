import { isReminder } from '../../scenario/progress-order.ts'
import type { Answer } from './request.ts'

/** What a step gave, without what is only so this time. */
export type Result = Output | Reply

interface Printed {
  /** Without colours. */
  readonly lines: readonly string[]
  readonly text: string
  /** With them, and for an answer with its status. */
  readonly shown: readonly string[]
}

/** What a command has printed. */
export interface Output extends Printed {
  readonly kind: 'output'
  readonly exitCode: number
}

/** What an address has answered. */
export interface Reply extends Printed {
  readonly kind: 'answer'
  /** `none`: no answer came. */
  readonly status: number | 'none'
}

/** What a command has printed, but for what only a slow machine makes muster say. */
export function printed(exitCode: number, output: readonly string[]): Output {
  const shown = output.filter((line) => !isReminder(withoutColours(line)))
  const lines = shown.map(withoutColours)
  return { kind: 'output', exitCode, shown, lines, text: lines.join('\n') }
}

/** What a server has answered; `body` are the lines of it. */
export function answered({ status, message }: Answer, body: readonly string[]): Reply {
  const shown = [`HTTP ${status} ${message}`.trimEnd(), ...body]
  const lines = body.map(withoutColours)
  return { kind: 'answer', status, shown, lines, text: lines.join('\n') }
}

/** What is given by a server that does not answer; why it does not varies. */
export const unanswered: Reply = { kind: 'answer', status: 'none', shown: ['no answer'], lines: [], text: '' }

function withoutColours(line: string): string {
  // oxlint-disable-next-line no-control-regex
  return line.replace(/\x1b\[[\d;:]*m/g, '')
}
