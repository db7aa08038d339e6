import type { Action } from '../plan/step.ts'

/** A lifecycle hook ended with a code other than 0. */
export class HookFailed extends Error {
  readonly container: string
  readonly exitCode: number
  /** The last lines that it printed. */
  readonly output: readonly string[]
  constructor(
    { container, hook, index }: Pick<Extract<Action, { do: 'run-hook' }>, 'container' | 'hook' | 'index'>,
    { exitCode, output }: { readonly exitCode: number; readonly output: string },
  ) {
    super(`${container}: ${hook}[${index}] exited with status ${exitCode}`)
    this.name = 'HookFailed'
    this.container = container
    this.exitCode = exitCode
    this.output = output
      .split('\n')
      .filter((line) => line !== '')
      .slice(-10)
  }
}
