import { type Containers, EngineError } from '../port.ts'
import type { Request, Transport } from '../transport/transport.ts'
import { waited } from './waited.ts'

/** What a container goes through once it is there. */
export type ContainerChanges = Pick<
  Containers,
  'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause' | 'wait' | 'remove' | 'rename'
>

/** The part of Containers that changes their state, over HTTP. */
export function changesOver(transport: Transport): ContainerChanges {
  const act = async (request: Request): Promise<void> => {
    await transport.answer(request)
  }
  return {
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
  }
}

function change(container: string, verb: string): Pick<Request, 'operation' | 'method' | 'path'> {
  return {
    operation: `${verb} container ${container}`,
    method: 'POST',
    path: `/containers/${encodeURIComponent(container)}/${verb}`,
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
