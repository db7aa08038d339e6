import type { IncomingMessage } from 'node:http'
import type { ExecOptions } from '../exec-options.ts'
import { type Containers, EngineError, type EngineVersion } from '../port.ts'
import type { Conversation, ConverseOptions, Ending, OpenOptions, Process, Size } from '../process.ts'
import { conversationOver } from '../transport/conversation.ts'
import { fitting } from '../transport/form.ts'
import { parsed } from '../transport/json-lines.ts'
import type { Transport } from '../transport/transport.ts'
import { exitCodeOf, execBody } from './exec.ts'
import { identified } from './identified.ts'
import { waited } from './waited.ts'

/** What concerns processes in containers, and talking to them. */
export function processesOver(
  transport: Transport,
  version: () => Promise<EngineVersion>,
): Pick<Containers, 'launch' | 'open' | 'converse' | 'watchEnd' | 'resize'> {
  return {
    launch: (container, options) => launchIn(transport, container, options),
    open: (container, options) => openIn(transport, container, options),
    converse: (container, options) => converseWith(transport, container, options),
    watchEnd: async (container, until, signal) => {
      const ending = await watchEndOf(transport, container, { until, signal })
      if (until === 'next' || (await version()).kind !== 'podman') return ending
      // Podman (4.3, observed) says 0 of whatever is removed.
      const { exitCode: code } = await watchEndOf(transport, container, { until: 'next', signal })
      const exitCode = Promise.all([code, ending.exitCode]).then(([first]) => first)
      exitCode.catch(() => undefined)
      return { exitCode }
    },
    resize: (container, size) => resizeContainer(transport, container, size),
  }
}

/** Creates an exec and starts it in the background. */
async function launchIn(
  transport: Transport,
  container: string,
  options: Omit<ExecOptions, 'onOutput'>,
): Promise<void> {
  const operation = `exec in ${container}`
  const id = await createExec(transport, container, execBody(options, 'none'))
  const request = { operation, method: 'POST', path: `/exec/${id}/start`, body: { Detach: true, Tty: false } } as const
  await transport.answer(request)
}

/** Creates an exec, starts it and takes the connection over. */
async function openIn(transport: Transport, container: string, options: OpenOptions): Promise<Process> {
  const { tty, stdin, detachKeys, size } = options
  const operation = `exec in ${container}`
  const console = size && tty ? { ConsoleSize: [size.rows, size.columns] } : {}
  const id = await createExec(transport, container, {
    ...execBody(options, 'all'),
    AttachStdin: stdin,
    Tty: tty,
    ...(detachKeys === undefined ? {} : { DetachKeys: detachKeys }),
    ...console,
  })
  const connection = await transport.hijack({
    operation,
    method: 'POST',
    path: `/exec/${id}/start`,
    body: { Detach: false, Tty: tty, ...console },
  })
  return {
    conversation: conversationOver(connection, { tty }),
    resize: async (to) => await resizeAt(transport, `/exec/${id}/resize`, to),
    exitCode: async () => await exitCodeOf(transport, id, { operation }).catch(unlessRunning),
  }
}

/** `POST /containers/{id}/attach` with both directions. */
async function converseWith(
  transport: Transport,
  container: string,
  { tty, stdin, detachKeys }: ConverseOptions,
): Promise<Conversation> {
  const connection = await transport.hijack({
    operation: `attach to ${container}`,
    method: 'POST',
    path: `/containers/${encodeURIComponent(container)}/attach`,
    query: { stream: 1, stdout: 1, stderr: 1, stdin: stdin ? 1 : undefined, detachKeys },
  })
  return conversationOver(connection, { tty })
}

/** `POST /containers/{id}/wait`: the engine answers at once with the headers and, at the end, with the code. */
async function watchEndOf(
  transport: Transport,
  container: string,
  { until, signal }: { readonly until: 'next' | 'gone'; readonly signal: AbortSignal },
): Promise<Ending> {
  const operation = `wait for ${container}`
  const response = await transport.stream({
    operation,
    method: 'POST',
    path: `/containers/${encodeURIComponent(container)}/wait`,
    query: { condition: until === 'next' ? 'next-exit' : 'removed' },
    signal,
  })
  const exitCode = readCode(response, operation)
  exitCode.catch(() => undefined) // it may be asked for late
  return { exitCode }
}

async function readCode(response: IncomingMessage, operation: string): Promise<number> {
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string
  if (text.trim() === '') throw new EngineError(`${operation}: the engine has closed the connection`, { operation })
  const { StatusCode: code, Error: failure } = fitting(parsed(text, operation), waited, operation)
  if (failure?.Message) throw new EngineError(failure.Message, { operation })
  return code
}

/** `POST /containers/{id}/resize`. */
async function resizeContainer(transport: Transport, container: string, size: Size): Promise<void> {
  await resizeAt(transport, `/containers/${encodeURIComponent(container)}/resize`, size)
}

async function resizeAt(transport: Transport, path: string, { rows, columns }: Size): Promise<void> {
  const request = { operation: 'resize a terminal', method: 'POST', path, query: { h: rows, w: columns } } as const
  await transport.answer(request)
}

async function createExec(transport: Transport, container: string, body: object): Promise<string> {
  const path = `/containers/${encodeURIComponent(container)}/exec`
  return (await transport.json({ operation: `exec in ${container}`, method: 'POST', path, body }, identified)).Id
}

function unlessRunning(error: unknown): undefined {
  if (!(error instanceof EngineError) || error.status !== undefined) throw error
}
