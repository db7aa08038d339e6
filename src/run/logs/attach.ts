import { setTimeout as delay } from 'node:timers/promises'
import type { LogChunk } from '../../engine/exec-options.ts'
import { type ContainerDetail, type Engine, EngineError, type EngineEvent, type LogOptions } from '../../engine/port.ts'
import type { Watch } from '../../engine/watch.ts'
import type { Emit } from '../../events.ts'
import { label } from '../../model/labels.ts'
import { isAlive } from '../../plan/is-alive.ts'
import { createExits, type Exits } from './exits.ts'
import { pump, type Room } from './pump.ts'
import { plainLogs, resumedAttachment } from './resume-attach.ts'
import { askAgain } from './resume-logs.ts'
import { unixSeconds } from './unix-seconds.ts'

/** What following containers works on. */
export interface FollowWorld {
  readonly engine: Engine
  readonly watch: Pick<Watch, 'events'>
  readonly emit: Emit
  readonly now: () => number
  readonly room?: Room
  /** Aborts when readers of the output are waited for no longer. */
  readonly hurry?: AbortSignal
}

/** Whose output is followed. */
export interface Following {
  /** Whose output is shown. */
  readonly shows: (service: string) => boolean
  /** Whose end counts. */
  readonly monitors: (service: string) => boolean
  readonly shownName: (container: string) => string
  /** `engine`: later logs carry the engine's times; default is the time of their arrival. */
  readonly times?: 'ours' | 'engine'
  /** How later logs are read; by default as the engine gives them. */
  readonly openLogs?: (
    container: string,
    options: Omit<LogOptions, 'timestamps' | 'signal'>,
  ) => Promise<AsyncIterable<LogChunk>>
}

/** A container that has ended. */
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
  readonly attach: (container: string, service: string) => Promise<void>
  /** The same with a stream of the caller's choice; it should end when the signal aborts. */
  readonly join: (subject: Subject, open: (signal: AbortSignal) => Promise<AsyncIterable<LogChunk>>) => Promise<void>
  /** Nobody who is monitored runs right now. */
  readonly idle: () => boolean
  /** The next end of a monitored container; undefined when none of those that were started is left, or after `close`. */
  readonly nextExit: () => Promise<Exit | undefined>
  /** The plan has run: from now on, an empty house is the end. */
  readonly settle: () => void
  /** Somebody may start more: from now on it is not. */
  readonly unsettle: () => void
  /** Resolves when everybody who was monitored has ended and all that the containers printed is out. */
  readonly drained: () => Promise<void>
  readonly close: () => void
}

/**
 * Starts to follow. Ends, restarts and new containers are known by the engine's events; the stream of each
 * container is read to its end before its exit is told, so that its last line comes before.
 */
export function follow(following: Following, world: FollowWorld): Follower {
  const alive = new Map<string, string>()
  const replacements = new Set<string>()
  const exits = createExits<Exit>(() => alive.size === 0 && replacements.size === 0)
  const over = new AbortController()
  const stage: Stage = {
    following,
    world,
    alive,
    replacements,
    exits,
    streams: new Map(),
    ahead: new Map(),
    starts: new Map(),
    ends: new Map(),
    until: over.signal,
    patience: AbortSignal.any([over.signal, ...(world.hurry === undefined ? [] : [world.hurry])]),
  }
  void listen(stage).catch(exits.close)
  return {
    attach: async (container, service) => {
      stage.ahead.set(container, attached)
      const run = { container, begun: () => stage.starts.get(container) }
      const open = async (): Promise<AsyncIterable<LogChunk>> =>
        resumedAttachment(await world.engine.containers.attach(container, stage.until), run, {
          ...world,
          signal: stage.until,
        })
      await show(stage, { container, service }, open)
    },
    join: async (subject, open) => await show(stage, subject, async () => await open(stage.until)),
    idle: () => alive.size === 0 && replacements.size === 0,
    nextExit: exits.next,
    settle: exits.settle,
    unsettle: exits.unsettle,
    drained: async () => {
      await exits.emptied
      await Promise.all(stage.streams.values())
    },
    close: () => {
      over.abort()
      exits.close()
    },
  }
}

/** Nobody knows yet when the run begins that an attachment will show. */
const attached = 0n

interface Stage {
  readonly following: Following
  readonly world: FollowWorld
  /** Monitored containers that run, with their service. */
  readonly alive: Map<string, string>
  /** Ids of containers that will take the place of one of those, but have not started yet: until then nobody has really ended. */
  readonly replacements: Set<string>
  readonly exits: Exits<Exit>
  /** Streams that are open, by container. */
  readonly streams: Map<string, Promise<void>>
  /**
   * Start of the run that is shown already although its event was not read yet: events come late where the machine is busy,
   * and each run must show once all the same.
   */
  readonly ahead: Map<string, bigint>
  /** When a container started last, as far as events were read. */
  readonly starts: Map<string, bigint>
  /** When a container ended last; what it printed up to there was shown. */
  readonly ends: Map<string, bigint>
  readonly until: AbortSignal
  /** Aborts when what there is no room for is left out. */
  readonly patience: AbortSignal
}

export interface Subject {
  readonly container: string
  readonly service: string
}

async function show(
  stage: Stage,
  { container, service }: Subject,
  open: () => Promise<AsyncIterable<LogChunk>>,
): Promise<void> {
  const { following, streams, world, alive } = stage
  if (following.monitors(service)) alive.set(container, service)
  if (!following.shows(service) || streams.has(container)) return
  const opened = open()
  // Known at once: an event that comes while the stream opens must not open a second one.
  const read = opened.then(
    async (chunks) =>
      await pump(
        chunks,
        { container: following.shownName(container), service },
        { ...world, times: following.times ?? 'ours', signal: stage.patience },
      ),
  )
  streams.set(
    container,
    read
      .catch(() => undefined)
      .finally(() => {
        streams.delete(container)
        void lookAfter(stage, { container, service }).catch(() => undefined)
      }),
  )
  await opened
}

async function listen(stage: Stage): Promise<void> {
  for await (const event of stage.world.watch.events()) {
    if (stage.until.aborted) return
    const container = event.attributes.get('name') ?? ''
    const service = event.attributes.get(label.service)
    if (service === undefined || event.attributes.get(label.oneOff) === 'True') continue
    if (event.attributes.has(label.hook)) continue
    if (event.action === 'start') await started(stage, { container, service }, event).catch(unlessGone)
    else if (event.action === 'die') await died(stage, container, event).catch(unlessGone)
    else if (event.action === 'create') created(stage, service, event)
    else if (event.action === 'destroy') destroyed(stage, container, event)
  }
}

function created({ following, replacements }: Stage, service: string, event: EngineEvent): void {
  if (event.attributes.has(label.replace) && following.monitors(service)) replacements.add(event.id)
}

function destroyed({ alive, replacements, exits }: Stage, container: string, { id }: EngineEvent): void {
  const known = [alive.delete(container), replacements.delete(id)]
  if (known.includes(true)) exits.look()
}

/** Somebody else started it, or its restart policy did: its logs since then. */
async function started(stage: Stage, subject: Subject, event: EngineEvent): Promise<void> {
  const { ahead, ends, following, world, until } = stage
  const { container } = subject
  stage.starts.set(container, event.timeNano)
  if (following.monitors(subject.service)) stage.alive.set(container, subject.service)
  const replaces = stage.replacements.delete(event.id)
  const shown = ahead.get(container)
  if (shown !== undefined) {
    if (event.timeNano >= shown) ahead.delete(container)
    return
  }
  if (replaces && following.shows(subject.service))
    world.emit({ type: 'container', ...subject, container: following.shownName(container), change: 'recreated' })
  await show(stage, subject, async () => {
    const { startedAt, tty } = await world.engine.containers.inspect(container)
    if (nanoseconds(startedAt) > event.timeNano) ahead.set(container, nanoseconds(startedAt))
    const end = ends.get(container)
    const since = end === undefined ? startedAt : unixSeconds(end)
    const options = { follow: true, tail: 'all', since, tty }
    if (following.openLogs !== undefined) return await following.openLogs(container, options)
    return await plainLogs(container, options, { ...world, signal: until })
  })
}

async function died(stage: Stage, container: string, event: EngineEvent): Promise<void> {
  const { world, alive, streams, ahead, ends, until } = stage
  ends.set(container, event.timeNano)
  if (ahead.get(container) === attached) ahead.delete(container)
  const service = alive.get(container)
  if (service === undefined) return
  const detail = await seen(container, { world, until })
  // The end of a predecessor under the same name.
  if (detail !== undefined && detail.id !== event.id) return
  await streams.get(container)
  // Who looked after the end of its output may have told it meanwhile.
  if (!alive.has(container)) return
  // When we look, the restart may be over, and the run after it too.
  const again = detail !== undefined && (detail.state === 'running' || nanoseconds(detail.startedAt) > event.timeNano)
  const restarting = again || detail?.state === 'restarting'
  const exitCode = Number(event.attributes.get('exitCode') ?? detail?.exitCode ?? 0)
  tellEnd(stage, { container, service, exitCode, restarting })
}

function tellEnd({ following, world, alive, exits }: Stage, exit: Exit): void {
  const { container, service, exitCode, restarting } = exit
  if (!restarting) alive.delete(container)
  const change = restarting ? 'restarting' : 'exited'
  if (following.shows(service))
    world.emit({ type: 'container', container: following.shownName(container), service, change, exitCode })
  exits.tell(exit)
}

/** Milliseconds in which the event of an end comes after the end of the output. */
const moment = 1000

/** An engine that is restarted may end a container without an event that anybody gets: who has no output any more is looked at. */
async function lookAfter(stage: Stage, { container, service }: Subject): Promise<void> {
  const { alive, streams, world, until } = stage
  const over = (): boolean => until.aborted || !alive.has(container) || streams.has(container)
  await delay(moment, undefined, { signal: until })
  if (over()) return
  const detail = await seen(container, { world, until })
  if (over() || (detail !== undefined && isAlive(detail))) return
  tellEnd(stage, { container, service, exitCode: detail?.exitCode ?? 0, restarting: false })
}

/** What the engine knows of a container, as soon as it answers; undefined for one that is gone, and after half a minute. */
async function seen(
  container: string,
  { world, until }: Pick<Stage, 'world' | 'until'>,
): Promise<ContainerDetail | undefined> {
  const inspect = async (): Promise<ContainerDetail> => await world.engine.containers.inspect(container)
  return await inspect().catch(async (error: unknown) => {
    if (error instanceof EngineError && error.status === 404) return undefined
    return await askAgain({ signal: until }, inspect).catch(() => undefined)
  })
}

/** A container that is gone when we look has nothing more to say. */
function unlessGone(error: unknown): undefined {
  if (error instanceof EngineError && (error.status === 404 || error.status === 409)) return undefined
  throw error
}

/** A time of the engine's, to the millisecond, in nanoseconds since the epoch. */
function nanoseconds(time: string): bigint {
  return BigInt(Date.parse(time)) * 1_000_000n
}
