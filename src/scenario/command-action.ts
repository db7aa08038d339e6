import type { Action } from './scenario.ts'

type Command = Extract<Action, { do: 'command' }>

/** A fault alone on its line, in the background: what follows shall see it. */
const fault = /^muster fault [^&;|\n]+&$/

/** A command line as a step. */
export function commandAction(line: string, { shell, shown }: Pick<Command, 'shell' | 'shown'>): Command {
  return { do: 'command', line, shell, shown, ...(fault.test(line.trim()) ? { lasts: 'fault' } : {}) }
}
