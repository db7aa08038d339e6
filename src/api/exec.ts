import { EngineError } from '../engine/port.ts'
import type { OpenOptions } from '../engine/process.ts'
import { givenVariables } from '../model/given-variables.ts'
import type { Seat } from '../run/seat.ts'
import { talk } from '../run/talk.ts'
import { detachKeysOf } from './container/detach-keys.ts'
import { findTarget, type Target, type TargetOptions } from './container/target.ts'
import { projectVariables } from './world/compose-variables.ts'
import type { World } from './world/world.ts'

export type { Seat } from '../run/seat.ts'

export interface ExecVerbOptions extends TargetOptions {
  readonly command: readonly string[]
  /** `NAME=value`, or `NAME` for the value that it has here. */
  readonly environment: readonly string[]
  readonly detach: boolean
  readonly stdin: boolean
  readonly tty: boolean
  readonly privileged: boolean
  readonly user?: string
  readonly workingDir?: string
}

/**
 * Runs a command in a service's container, with this process' streams. Resolves with its exit code: 126 and 127 when it
 * cannot be started, with the reason on stderr. Throws an Error where the service does not run, where a terminal is asked
 * for and stdin is none, and when the person has let go of the command ("read escape sequence", as docker).
 */
export async function exec(options: ExecVerbOptions, seat: Seat, world: World): Promise<number> {
  const target = await findTarget(options, world)
  const { command, user, workingDir, privileged } = options
  const asked = {
    command,
    privileged,
    environment: [...givenVariables(options.environment, await projectVariables(options, world))].map(assignment),
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
  }
  if (options.detach) {
    await target.engine.containers.launch(target.container.id, asked)
    return 0
  }
  checkTty(options, seat)
  const keys = detachKeysOf(undefined, world)
  const size = seat.size()
  const { tty, stdin } = options
  const streams = { ...asked, tty, stdin, detachKeys: keys.text, ...(size === undefined ? {} : { size }) }
  return await converse(target, streams, { seat, world, keys: keys.bytes })
}

function assignment([name, value]: readonly [string, string | undefined]): string {
  return value === undefined ? name : `${name}=${value}`
}

/** docker's words. */
export function checkTty({ tty, stdin }: { readonly tty: boolean; readonly stdin: boolean }, seat: Seat): void {
  if (tty && stdin && !seat.terminal.input) throw new Error('the input device is not a TTY')
}

async function converse(
  { engine, container }: Target,
  options: OpenOptions,
  { seat, world, keys }: { readonly seat: Seat; readonly world: World; readonly keys: Uint8Array },
): Promise<number> {
  const process = await engine.containers.open(container.id, options)
  const { resize, conversation } = process
  const { tty, stdin } = options
  const end = await talk(conversation, seat, { tty, stdin, detachKeys: keys, resize, signal: world.signal })
  if (end === 'aborted') throw world.signal.reason
  if (end === 'detached') throw new Error('read escape sequence')
  const code = await process.exitCode()
  if (code !== undefined) return code
  const message = `the connection to the engine broke off; the command in ${container.name} may still run`
  throw new EngineError(message, { operation: `exec in ${container.name}` })
}
