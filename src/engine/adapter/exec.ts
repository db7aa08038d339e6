import { setTimeout as delay } from 'node:timers/promises'
import type { ExecOptions, ExecResult } from '../exec-options.ts'
import { EngineError } from '../port.ts'
import { demux } from '../transport/demux.ts'
import { flag, maybe, number, record } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'
import { identified } from './identified.ts'
import { tail } from './tail.ts'

const kept = 8192

/** What `GET /exec/{id}/json` tells of the end. */
interface Ended {
  readonly Running: boolean
  readonly ExitCode: number | null
}

const ended = record<Ended>({ Running: flag, ExitCode: maybe(number) })

/**
 * Runs a command in a container: create, start and inspect. Rejects with the signal's reason when it aborts; the engine
 * has no way to end the command then. A command that cannot be started exits 126 or 127, with the reason as its output.
 */
export async function execIn(transport: Transport, container: string, options: ExecOptions): Promise<ExecResult> {
  const operation = `exec in ${container}`
  const withSignal = options.signal && { signal: options.signal }
  const path = `/containers/${encodeURIComponent(container)}/exec`
  const asked = { operation, method: 'POST', path, body: execBody(options, 'outputs'), ...withSignal } as const
  const { Id: id } = await transport.json(asked, identified)
  const response = await transport.stream({
    operation,
    method: 'POST',
    path: `/exec/${id}/start`,
    body: { Detach: false, Tty: false },
    ...withSignal,
  })
  const output = tail(kept)
  try {
    for await (const chunk of demux(response)) {
      output.add(chunk.data)
      options.onOutput?.(chunk)
    }
  } catch (error) {
    throw options.signal?.aborted ? options.signal.reason : error
  }
  return { exitCode: await exitCodeOf(transport, id, { operation, ...withSignal }), output: output.text() }
}

/** `POST /containers/{id}/exec`. `attach`: which streams will be in hand. */
export function execBody(options: Omit<ExecOptions, 'onOutput'>, attach: 'none' | 'outputs' | 'all'): object {
  return {
    AttachStdin: attach === 'all',
    AttachStdout: attach !== 'none',
    AttachStderr: attach !== 'none',
    Cmd: options.command,
    Env: options.environment,
    User: options.user,
    WorkingDir: options.workingDir,
    Privileged: options.privileged,
  }
}

/**
 * The streams may close a moment before the engine has noted the end (Engine 20.10 and 28): then it is asked again. Rejects
 * after some seconds of a command that goes on without its streams.
 */
export async function exitCodeOf(
  transport: Transport,
  id: string,
  { operation, signal }: { readonly operation: string; readonly signal?: AbortSignal },
): Promise<number> {
  for (let pause = 1; pause < 4000; pause *= 2) {
    const request = { operation, method: 'GET', path: `/exec/${id}/json`, ...(signal && { signal }) } as const
    const { Running, ExitCode } = await transport.json(request, ended)
    if (!Running && typeof ExitCode === 'number') return ExitCode
    await delay(pause, undefined, signal ? { signal } : {})
  }
  throw new EngineError(`${operation}: the command has closed its output and does not end`, { operation })
}
