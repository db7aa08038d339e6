import { type Containers, EngineError, type EngineVersion } from '../port.ts'
import { listOf, maybe, record, text } from '../transport/form.ts'
import type { Request, Transport } from '../transport/transport.ts'
import { inspectContainer } from './container-detail.ts'
import { listContainers } from './container-list.ts'
import { summariseContainers } from './container-summary.ts'
import { execIn } from './exec.ts'
import { attachTo, logsOf } from './logs.ts'
import { looksOf } from './look-into.ts'
import { processesOver } from './processes.ts'
import { waited } from './waited.ts'

interface Created {
  readonly Id: string
  readonly Warnings?: readonly string[] | null
}

const created = record<Created>({ Id: text, Warnings: maybe(listOf(text)) })

async function createContainer(
  transport: Transport,
  ...[name, body, { platform, onWarning }]: Parameters<Containers['create']>
): ReturnType<Containers['create']> {
  const operation = `create container ${name}`
  const request = { operation, method: 'POST', path: '/containers/create', query: { name, platform }, body } as const
  const { Id, Warnings } = await transport.json(request, created)
  for (const text of Warnings ?? []) onWarning?.(text)
  return Id
}

/** Containers over HTTP. Calls whose aim is reached already are no errors (a stopped container stops, a gone one goes). */
export function containersOf(transport: Transport, version: () => Promise<EngineVersion>): Containers {
  const act = async (request: Request): Promise<void> => {
    await transport.answer(request)
  }
  const change = (container: string, verb: string): Pick<Request, 'operation' | 'method' | 'path'> => ({
    operation: `${verb} container ${container}`,
    method: 'POST',
    path: `/containers/${encodeURIComponent(container)}/${verb}`,
  })
  return {
    ...looksOf(transport),
    list: (labels) => listContainers(transport, labels),
    summaries: (labels) => summariseContainers(transport, labels),
    inspect: (container) => inspectContainer(transport, container),
    create: (...asked) => createContainer(transport, ...asked),
    start: (container) => act({ ...change(container, 'start'), accept: [304] }),
    stop: (container, { timeout, signal }) =>
      act({ ...change(container, 'stop'), query: { t: timeout }, accept: [304], ...(signal && { signal }) }),
    restart: (container, { timeout }) => act({ ...change(container, 'restart'), query: { t: timeout } }),
    kill: (container, signal) => act({ ...change(container, 'kill'), query: { signal } }).catch(unless(isNotRunning)),
    pause: (container) => act(change(container, 'pause')).catch(naming(container)),
    unpause: (container) => act(change(container, 'unpause')).catch(naming(container)),
    wait: async (container, signal) => {
      const { StatusCode, Error } = await transport.json({ ...change(container, 'wait'), signal }, waited)
      if (Error?.Message) throw new EngineError(Error.Message, { operation: `wait for container ${container}` })
      return StatusCode
    },
    remove: (container, { anonymousVolumes }) =>
      act({
        operation: `remove container ${container}`,
        method: 'DELETE',
        path: `/containers/${encodeURIComponent(container)}`,
        query: { force: 1, v: anonymousVolumes === 'remove' ? 1 : undefined },
        accept: [404],
      }).catch(unless(isBeingRemoved)),
    rename: (container, to) => act({ ...change(container, 'rename'), query: { name: to } }),
    putArchive: (container, path, tar) =>
      act({
        operation: `copy into ${container}:${path}`,
        method: 'PUT',
        path: `/containers/${encodeURIComponent(container)}/archive`,
        query: { path },
        tar,
      }),
    logs: (container, options) => logsOf(transport, container, options),
    attach: (container, signal, options) => attachTo(transport, container, { ...options, signal }),
    exec: (container, options) => execIn(transport, container, options),
    ...processesOver(transport, version),
  }
}

function unless(harmless: (error: EngineError) => boolean): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof EngineError && harmless(error))) throw error
  }
}

/** The engine calls the container by its id, which says nothing to people. */
function naming(container: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof EngineError)) throw error
    const { message, status, operation } = error
    const named = message.replace(/Container [0-9a-f]{64}/, `container ${container}`)
    throw new EngineError(named, { operation, cause: error, ...(status === undefined ? {} : { status }) })
  }
}

function isNotRunning({ status, message }: EngineError): boolean {
  return (status === 409 || status === 500) && /is not running|can only kill running containers/.test(message)
}

function isBeingRemoved({ status, message }: EngineError): boolean {
  return status === 409 && /already in progress/.test(message)
}
