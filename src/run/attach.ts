import type { Engine, EngineEvent } from '../engine/port.ts'
import { EngineError } from '../engine/port.ts'
import type { Watch } from '../engine/watch.ts'
import type { Emit } from '../events.ts'
import { label } from '../model/labels.ts'
import { pump } from './pump.ts'

export interface FollowWorld {
  readonly engine: Engine
  readonly watch: Pick<Watch, 'events'>
  readonly emit: Emit
  readonly now: () => number
}

export interface Following {
  readonly project: string
  /** Whose output is shown. */
  readonly shows: (service: string) => boolean
  /** Whose end counts. */
  readonly monitors: (service: string) => boolean
  readonly shownName: (container: string) => string
}

export interface Exit {
  readonly container: string
  readonly service: string
  readonly exitCode: number
  /** Its restart policy starts it again. */
  readonly restarting: boolean
}

/** Follows the containers of a project that is being brought up, and after. */
export interface Follower {
  /** Attaches to a container that is about to be started or runs already; nothing that it prints from now on is lost. */
  attach(container: string, service: string): Promise<void>
  /** The next end of a monitored container; undefined when none of those that were started is left, or after `close`. */
  nextExit(): Promise<Exit | undefined>
  /** The plan has run: from now on, an empty house is the end. */
  settle(): void
  /** Resolves when what the containers printed is out. */
  drained(): Promise<void>
  close(): void
}

/**
 * Starts to follow. Ends, restarts and new containers are known by the engine's events; the stream of each
 * container is read to its end before its exit is told, so that its last line comes before.
 */
export function follow(following: Following, world: FollowWorld): Follower {
  const over = new AbortController()
  const streams = new Map<string, Promise<void>>()
  const alive = new Map<string, string>()
  const exits = createExits(() => alive.size === 0)
  const read = (container: string, chunks: Parameters<typeof pump>[0], service: string): void => {
    const at = { container: following.shownName(container), service }
    const done = pump(chunks, at, world).catch(() => undefined)
    streams.set(container, done.finally(() => streams.delete(container)))
  }
  const attach = async (container: string, service: string): Promise<void> => {
    if (following.monitors(service)) alive.set(container, service)
    if (!following.shows(service) || streams.has(container)) return
    read(container, await world.engine.containers.attach(container, over.signal), service)
  }
  const started = async (container: string, service: string): Promise<void> => {
    if (following.monitors(service)) alive.set(container, service)
    if (!following.shows(service) || streams.has(container)) return
    const detail = await world.engine.containers.inspect(container)
    const options = { follow: true, tail: 'all', timestamps: false, since: detail.startedAt, tty: detail.tty, signal: over.signal }
    read(container, await world.engine.containers.logs(container, options), service)
  }
  const died = async (container: string, event: EngineEvent): Promise<void> => {
    const service = alive.get(container)
    if (service === undefined) return
    const detail = await world.engine.containers.inspect(container).catch(unlessGone)
    // The end of a predecessor under the same name.
    if (detail !== undefined && detail.id !== event.id) return
    await streams.get(container)
    const restarting = detail?.state === 'restarting'
    const exitCode = Number(event.attributes.get('exitCode') ?? detail?.exitCode ?? 0)
    if (!restarting) alive.delete(container)
    const change = restarting ? 'restarting' : 'exited'
    if (following.shows(service)) {
      world.emit({ type: 'container', container: following.shownName(container), service, change, exitCode })
    }
    exits.tell({ container, service, exitCode, restarting })
  }
  const listen = async (): Promise<void> => {
    for await (const event of world.watch.events()) {
      if (over.signal.aborted) return
      const container = event.attributes.get('name') ?? ''
      const service = event.attributes.get(label.service)
      if (service === undefined || event.attributes.get(label.oneOff) === 'True') continue
      if (event.action === 'start') await started(container, service).catch(unlessGone)
      else if (event.action === 'die') await died(container, event).catch(unlessGone)
      else if (event.action === 'destroy' && alive.delete(container)) exits.look()
    }
  }
  void listen().catch(() => exits.close())
  return {
    attach,
    nextExit: exits.next,
    settle: exits.settle,
    drained: async () => void (await Promise.all(streams.values())),
    close: () => {
      over.abort()
      exits.close()
    },
  }
}

/** A container that is gone when we look has nothing more to say. */
function unlessGone(error: unknown): undefined {
  if (error instanceof EngineError && (error.status === 404 || error.status === 409)) return undefined
  throw error
}

interface Exits {
  readonly tell: (exit: Exit) => void
  readonly look: () => void
  readonly next: () => Promise<Exit | undefined>
  readonly settle: () => void
  readonly close: () => void
}

/** A queue of exits that ends when nobody is left after everything was started. */
function createExits(empty: () => boolean): Exits {
  const queue: Exit[] = []
  let waiting: ((exit: Exit | undefined) => void) | undefined
  let settled = false
  let closed = false
  const look = (): void => {
    if (waiting === undefined) return
    const exit = queue.shift()
    if (exit === undefined && !closed && !(settled && empty())) return
    waiting(exit)
    waiting = undefined
  }
  return {
    look,
    tell: (exit) => {
      queue.push(exit)
      look()
    },
    next: async () =>
      await new Promise((resolve) => {
        waiting = resolve
        look()
      }),
    settle: () => {
      settled = true
      look()
    },
    close: () => {
      closed = true
      look()
    },
  }
}
