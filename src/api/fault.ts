import { setTimeout as delay } from 'node:timers/promises'
import { engineKey } from '../engine/engine-key.ts'
import { type ContainerDetail, type Engine, EngineError } from '../engine/port.ts'
import { isOlder } from '../engine/transport/version.ts'
import { restorationName } from '../model/names.ts'
import type { ObservedContainer } from '../plan/observed.ts'
import { concerned } from '../plan/scene.ts'
import { placesOf } from '../run/faults/endpoints.ts'
import { faultFolder } from '../run/faults/folder.ts'
import {
  type FaultNote,
  isAbandoned,
  readFaults,
  removeFault,
  type Undo,
  resetKind,
  saveKind,
} from '../run/faults/notes.ts'
import { slowDown } from '../run/faults/slow-down.ts'
import { undoAll } from '../run/faults/undo.ts'
import { keepUndo, startsOf } from './execution/keep-undo.ts'
import { ownScene, type SceneOn } from './project/scene.ts'
import { startAll } from './snapshot/at-rest.ts'
import { stateFolder } from './world/state-folder.ts'
import type { ProjectOptions, World } from './world/world.ts'

/** What is done to the containers of services. */
export type Fault =
  /** They are frozen. */
  | { readonly kind: 'pause' }
  /** They get SIGKILL; afterwards they are started. */
  | { readonly kind: 'kill' }
  /** They are stopped gracefully; afterwards they are started. `timeout` in seconds. */
  | { readonly kind: 'stop'; readonly timeout?: number }
  /** They are taken off all their networks; afterwards they are put back in the same places. */
  | { readonly kind: 'partition' }
  /** They are frozen for `delay` milliseconds, run for a quarter of that, and again. */
  | { readonly kind: 'slow'; readonly delay: number }

export interface FaultOptions extends ProjectOptions {
  readonly fault: Fault
}

/** Names a descriptor on which `muster fault` writes a line when its fault is in place; its last words are not said then. */
export const placedVariable = 'MUSTER_FAULT_PLACED'

/** A fault that lasts until it is disposed of, or its process ends. */
export interface InjectedFault extends AsyncDisposable {
  /** Names of the containers that it struck, sorted: the engine lists them as they were made. */
  readonly containers: readonly string[]
}

/**
 * Makes something go wrong with the running containers of some services, and takes it back when it is disposed of. Should this
 * process end before, a small process of its own takes it back, and should that be killed, too, the next muster command that changes
 * something. Services that were killed or stopped are started with their hooks, and are ready when the disposal is done.
 *
 *     await using fault = await injectFault({ ...project, services: ['db'], fault: { kind: 'pause' } }, world)
 *
 * Rejects when none of them runs (then nothing has happened), with EngineError when the engine refuses (what was done is taken back).
 */
export async function injectFault(options: FaultOptions, world: World): Promise<InjectedFault> {
  if (options.services.length === 0) throw new Error('no service was named for the fault')
  const scene = await ownScene(options, world, { along: 'dependencies', unknown: 'error' })
  const { engine } = scene
  const there = concerned(scene, 'without one-offs')
  const struck = there.filter(
    ({ state }) => state === 'running' || (state === 'paused' && strikesFrozen(options.fault)),
  )
  requireRunning(scene.targets, struck, there)
  const undo = await undoOf(options.fault, struck, scene)
  const kept = keepUndo({ project: scene.project.name, kind: options.fault.kind, undo }, { engine, world })
  let ending: Promise<void> | undefined
  const end = async (restart: 'ready' | 'plain', stop: () => Promise<void>): Promise<void> => {
    await stop()
    const starts = undo.some((step) => step.do === 'start')
    if (starts && restart === 'ready')
      await startAll(
        struck.map(({ name }) => name),
        scene,
        world,
      )
    else await undoAll(undo, engine)
    kept.over()
  }
  world.begin?.()
  try {
    const stop = await inject(options.fault, struck, engine)
    // One that goes on is never over and done with.
    if (options.fault.kind !== 'slow') kept.struck()
    return {
      containers: struck.map(({ name }) => name).sort(),
      [Symbol.asyncDispose]: async () => await (ending ??= end('ready', stop)),
    }
  } catch (error) {
    // What went wrong first is what counts; what cannot be taken back now stays noted, and the process beside this one does it.
    await end('plain', async () => {}).catch(() => undefined)
    throw error
  }
}

/** Who is frozen may be by another fault: what is slow can be taken off its networks as well. */
function strikesFrozen({ kind }: Fault): boolean {
  return kind === 'partition' || kind === 'kill'
}

/**
 * Engines since 25 give another address to who is connected again (28.5, seen; 20.10 gives the same). The container says what was
 * asked for in its first network, the file in all.
 */
function requireNoOwnMac(
  { project, apiVersion }: SceneOn,
  { service, name }: ObservedContainer,
  { raw }: ContainerDetail,
): void {
  const { Config } = raw as { readonly Config?: { readonly MacAddress?: string } }
  const networks = [...(project.services.get(service)?.networks?.values() ?? [])]
  const isAsked = Boolean(Config?.MacAddress) || networks.some((network) => network?.mac_address !== undefined)
  if (!isAsked || isOlder(apiVersion, '1.44')) return
  throw Object.assign(new Error(`${name} has a mac_address, which the engine does not give back to it`), {
    fix: '`muster fault pause` makes a service unreachable, too',
  })
}

/** Podman (4.3, seen) connects a container again with an address of its own choice. */
async function requireNoOwnAddress({ engine, project }: SceneOn, struck: readonly ObservedContainer[]): Promise<void> {
  if ((await engine.version()).kind !== 'podman') return
  const found = struck.find(({ service }) =>
    [...(project.services.get(service)?.networks?.values() ?? [])].some(
      (network) => network?.ipv4_address !== undefined || network?.ipv6_address !== undefined,
    ),
  )
  if (found === undefined) return
  throw Object.assign(new Error(`${found.name} has an address of its own, which Podman does not give back to it`), {
    fix: '`muster fault pause` makes a service unreachable, too',
  })
}

function requireRunning(
  services: readonly string[],
  struck: readonly ObservedContainer[],
  there: readonly ObservedContainer[],
): void {
  const idle = services.filter((name) => !struck.some(({ service }) => service === name))
  const [first] = idle
  if (first === undefined) return
  if (there.some(({ service, state }) => service === first && state === 'paused'))
    throw Object.assign(new Error(`${first} is frozen already`), {
      fix: `end the fault that holds, or let it run: \`muster unpause ${first}\``,
    })
  throw Object.assign(new Error(`${first} does not run`), { fix: `start it first: \`muster up -d ${idle.join(' ')}\`` })
}

async function undoOf({ kind }: Fault, struck: readonly ObservedContainer[], scene: SceneOn): Promise<readonly Undo[]> {
  const { engine } = scene
  switch (kind) {
    case 'pause':
    case 'slow':
      return struck.map(({ id: container, name }) => ({ do: 'unpause', container, name }))
    case 'kill':
    case 'stop':
      return await startsOf(struck, engine)
    case 'partition': {
      await requireNoOwnAddress(scene, struck)
      const places = await Promise.all(
        struck.map(async (one) => {
          const { id: container, name } = one
          const detail = await engine.containers.inspect(container)
          requireNoOwnMac(scene, one, detail)
          return placesOf(detail).map((place): Undo => ({ do: 'connect', container, name, ...place }))
        }),
      )
      return places.flat()
    }
  }
}

/** Returns what has to end first when it is taken back. */
async function inject(
  fault: Fault,
  struck: readonly ObservedContainer[],
  engine: Engine,
): Promise<() => Promise<void>> {
  const { containers, networks } = engine
  const ids = struck.map(({ id }) => id)
  const nothing = async (): Promise<void> => {}
  switch (fault.kind) {
    case 'pause':
      await settled(ids.map(async (id) => await containers.pause(id)))
      return nothing
    case 'kill':
      await settled(ids.map(async (id) => await killed(id, engine)))
      return nothing
    case 'stop': {
      const time = fault.timeout === undefined ? {} : { timeout: fault.timeout }
      await settled(ids.map(async (id) => await containers.stop(id, time)))
      return nothing
    }
    case 'partition':
      await settled(
        struck.flatMap(({ id, networks: on }) =>
          [...on.values()].map(async (network) => await networks.disconnect(network, id)),
        ),
      )
      return nothing
    case 'slow':
      return slowDown(ids, fault.delay, engine).stop
  }
}

/** The engine lists a container as running for a moment after it has answered: who starts it then would not. */
async function killed(id: string, { containers }: Engine): Promise<void> {
  await containers.kill(id, 'SIGKILL')
  await containers.wait(id, new AbortController().signal)
}

/** All come to their end before the first failure counts: what is done is known then. */
async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/**
 * Milliseconds after which a fault is taken back again whose process died while it struck: the engine carries out what it was
 * asked for, and a container that is being stopped runs until its grace period is over.
 */
const aftermath = [300, 1000, 10_000] as const

/** Which faults are taken back: all that nobody takes back any more, or the one with this id, whoever lives. */
export type Undoing = { readonly faults: 'abandoned' } | { readonly faults: 'one'; readonly id: string }

/** With what faults are taken back. */
export interface Undoer {
  readonly engine: Engine
  readonly world: Pick<World, 'env' | 'home'>
  /** Brings a cut off `reset` of a project to its end; absent: left to the commands on that project. */
  readonly restored?: (project: string) => Promise<void>
}

/**
 * Takes back faults of this engine whose process is dead. Returns what was taken back, in words; nothing of those whose containers
 * are gone. What cannot be done now is thrown, and stays noted.
 */
export async function undoFaults(wanted: Undoing, { engine, world, restored }: Undoer): Promise<readonly string[]> {
  const folder = faultFolder(stateFolder(world))
  const key = engineKey(engine.address)
  const isWanted = (note: FaultNote): boolean => (wanted.faults === 'one' ? note.id === wanted.id : isAbandoned(note))
  const done: string[] = []
  for (const note of readFaults(folder).filter((it) => it.engine === key && isWanted(it))) {
    if (note.kind === resetKind) {
      // Nothing of it may run before its journal is closed, for which every command on the project looks; the journal knows what ran.
      await restored?.(note.project)
      if (!(await isRestoring(note.project, engine))) await undoAll(note.undo, engine)
      removeFault(folder, note.id)
      continue
    }
    if (note.kind !== saveKind && !(await isAnyLeft(note.undo, engine))) {
      removeFault(folder, note.id)
      continue
    }
    await undoAll(note.undo, engine)
    const late = wanted.faults === 'one' && note.state === 'striking' ? aftermath : []
    for (const pause of late) {
      await delay(pause)
      await undoAll(note.undo, engine)
    }
    if (note.kind === saveKind) await restored?.(note.project)
    removeFault(folder, note.id)
    const names = [...new Set(note.undo.map(({ name }) => name))].join(', ')
    done.push(`${note.kind === saveKind ? saveKind : `fault ${note.kind}`} of ${names} was cut off; it is taken back`)
  }
  return done
}

async function isRestoring(project: string, { volumes }: Engine): Promise<boolean> {
  return (await volumes.named([restorationName(project)])).length > 0
}

async function isAnyLeft(undo: readonly Undo[], { containers }: Engine): Promise<boolean> {
  const left = await Promise.all(
    undo.map(async ({ container }) => await containers.inspect(container).then(() => true, isNotGone)),
  )
  return left.includes(true)
}

function isNotGone(error: unknown): boolean {
  return !(error instanceof EngineError && error.status === 404)
}

/** Forgets the faults of projects that are gone with all that they had: there is nothing to take back. */
export function forgetFaults(isGone: (project: string) => boolean, { engine, world }: Undoer): void {
  const folder = faultFolder(stateFolder(world))
  const key = engineKey(engine.address)
  for (const note of readFaults(folder)) if (note.engine === key && isGone(note.project)) removeFault(folder, note.id)
}
