import type { SourceFile } from '../source/file.ts'
import type { Origin } from '../source/node.ts'
import type { Pattern } from './pattern.ts'

/** A demo that is told and played, and a test when nobody looks: steps, in order, each at its place in a file. */
export interface Scenario {
  readonly file: SourceFile
  readonly title: string | undefined
  /** The name under which the project is shown; the copy that is played has a suffix nobody sees. */
  readonly project: string | undefined
  /** Compose files, relative to the scenario's; empty: found as ever. */
  readonly files: readonly string[]
  /** `empty`: in a folder of its own, because it writes files. */
  readonly folder: 'here' | 'empty'
  readonly screen: ScreenSize
  readonly env: ReadonlyMap<string, string>
  readonly masks: readonly MaskRule[]
  readonly steps: readonly Step[]
}

/** Of the terminal that a play is recorded in. */
interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

/** What varies from run to run, and what is shown in its place. */
export interface MaskRule {
  readonly find: Pattern
  readonly show: string
}

/** Something to do, and what it must give. */
export interface Step {
  /** From 1, counting every step of the file, its `expect` steps too. */
  readonly number: number
  readonly at: Origin
  readonly action: Action
  readonly expectations: readonly Expectation[]
}

/** What one step does. */
export type Action =
  | { readonly do: 'say'; readonly text: string }
  /** A command line of the host's shell. `hidden`: neither shown nor recorded. */
  | {
      readonly do: 'command'
      readonly line: string
      readonly shell: 'sh' | 'bash'
      readonly shown: 'typed' | 'hidden'
      /** `fault`: it is over when its fault is in place, which then lasts; the line ends with its `&`. */
      readonly lasts?: 'fault'
    }
  | { readonly do: 'wait'; readonly until: Condition; readonly seconds: number }
  | { readonly do: 'http'; readonly request: HttpRequest }
  /** A file below the folder of the scenario. */
  | { readonly do: 'write'; readonly path: string; readonly text: string; readonly shown: 'typed' | 'hidden' }
  | { readonly do: 'pause'; readonly text: string }

/** What a `wait` waits for. */
export type Condition =
  | { readonly kind: 'healthy'; readonly service: string }
  | { readonly kind: 'log'; readonly service: string; readonly pattern: Pattern; readonly times: number }
  | { readonly kind: 'http'; readonly request: HttpRequest; readonly status: number | undefined }
  | { readonly kind: 'tcp'; readonly address: string }

/** `url` may name a service of the project: `web:80/path`. */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string | undefined
}

/** What the step before must have given. What is absent is not looked at. */
export interface Expectation {
  readonly number: number
  readonly at: Origin
  /** The whole output or body: `...` stands for anything, `{{number}}` and `{{/regex/}}` for what they say. */
  readonly text: ExpectedText | undefined
  readonly contains: readonly string[]
  readonly matches: readonly Pattern[]
  /** `any`: whatever it is. */
  readonly exit: number | 'any' | undefined
  /** `none`: no answer at all. */
  readonly status: number | 'none' | undefined
  readonly json: readonly { readonly path: string; readonly value: unknown; readonly at: Origin }[]
}

/** Lines with their places, so that a difference can be shown where it is written. */
export interface ExpectedText {
  readonly lines: readonly string[]
  /** The file's line of the first of them, from 1. */
  readonly firstLine: number
}
