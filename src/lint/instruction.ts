import type { Origin } from '../source/node.ts'
import type { Piece } from './script.ts'

/** A word of an instruction's arguments, as it is written. */
export interface Word {
  readonly text: string
  readonly at: Origin
  /** From 0, in its own text. */
  readonly line: number
}

/** `ENV A=1 B=2` and `ARG A=1` set properties. */
export interface Property {
  readonly name: string
  /** Undefined for an `ARG` without a default. */
  readonly value: string | undefined
  readonly at: Origin
}

export interface Instruction {
  /** In capitals. */
  readonly keyword: string
  readonly at: Origin
  /** Arguments without flags and comments; of an exec form its strings. */
  readonly words: readonly Word[]
  readonly flags: ReadonlyMap<string, readonly string[]>
  readonly flagAt: ReadonlyMap<string, Origin>
  /** `exec` is a JSON list, which the builder runs without a shell. */
  readonly form: 'exec' | 'shell'
  readonly properties: readonly Property[]
  /** The arguments as they are written, without flags; here-documents among them. */
  readonly script: Script
}

/** A command of a shell: its words, without quotes and the operators around it. */
export interface ShellCommand {
  readonly words: readonly Word[]
}

/** A script, and where a piece of it stands. */
export interface Script {
  readonly text: string
  readonly escape?: string
  readonly wordAt: (piece: Piece) => Word
}
