import { inspectContainer } from './container-detail.ts'
import { listContainers } from './container-list.ts'
import { summariseContainers } from './container-summary.ts'
import { execIn } from './exec.ts'
import { attachTo, logsOf } from './logs.ts'
import { looksOf } from './look-into.ts'
import { type Containers, EngineError } from './port.ts'
import type { Request, Transport } from './transport.ts'

/** Containers over HTTP. Calls whose aim is reached already are no errors (a stopped container stops, a gone one goes). */
export function containersOf(transport: Transport): Containers {
  const act = async (request: Request): Promise<void> => {
    ;(await transport.stream(request)).resume()
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
    create: async (name, body, { platform }) => {
      const request = {
        operation: `create container ${name}`,
        method: 'POST',
        path: '/containers/create',
        query: { name, platform },
        body,
      } as const
      return (await transport.json<{ Id: string }>(request)).Id
    },
    start: (container) => act({ ...change(container, 'start'), accept: [304] }),
    stop: (container, { timeout, signal }) =>
      act({ ...change(container, 'stop'), query: { t: timeout }, accept: [304], ...(signal && { signal }) }),
    restart: (container, { timeout }) => act({ ...change(container, 'restart'), query: { t: timeout } }),
    kill: (container, signal) => act({ ...change(container, 'kill'), query: { signal } }).catch(unless(isNotRunning)),
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
  }
}

function unless(harmless: (error: EngineError) => boolean): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof EngineError && harmless(error))) throw error
  }
}

function isNotRunning({ status, message }: EngineError): boolean {
  return (status === 409 || status === 500) && /is not running|can only kill running containers/.test(message)
}

function isBeingRemoved({ status, message }: EngineError): boolean {
  return status === 409 && /already in progress/.test(message)
}
