import { spawn } from 'node:child_process'
import { musterNodeOptions, musterProgram } from '../../watchdog-program.ts'
import { watchdogEnvironment } from '../lease/watchdog.ts'

/** What a guard must know. */
export interface Guarded {
  readonly fault: string
  readonly env: ReadonlyMap<string, string>
  readonly cwd: string
  readonly place: { readonly host?: string; readonly context?: string }
}

/** A guard at work. */
export interface Guard {
  /** The fault was taken back. */
  readonly dismiss: () => void
}

/**
 * Starts a process of its own session that takes a fault back when this process ends without having done so, however it ends:
 * it learns of it by the pipe between them. Keeps this process not from ending. Should it be killed, too, the next command that
 * changes something does its work.
 */
export function startGuard({ fault, env, cwd, place }: Guarded): Guard {
  const engine = [
    ...(place.host === undefined ? [] : ['--host', place.host]),
    ...(place.context === undefined ? [] : ['--context', place.context]),
  ]
  const undo = [...engine, 'fault', 'undo', '--at-end-of', fault]
  const child = spawn(process.execPath, [...musterNodeOptions, '--', musterProgram, ...undo], {
    cwd: '/',
    detached: true,
    env: Object.fromEntries(watchdogEnvironment(env, cwd)),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const { stdin: pipe } = child
  child.on('error', () => undefined).unref()
  pipe.on('error', () => undefined)
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  return { dismiss: () => void pipe.end() }
}
