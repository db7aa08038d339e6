import { once } from 'node:events'
import { unlessAborted } from '../../run/aborted.ts'
import { underLeaseOf } from '../lease/under-lease.ts'
import { up, type UpCompanion } from '../up.ts'
import { createWatchSwitch, isWatchable } from '../watch/switch.ts'
import type { World } from '../world/world.ts'
import { finish } from './attached/finish.ts'
import type { AttachedOptions } from './attached/options.ts'
import { type Asked, openSession, type Session } from './attached/session.ts'

export type { AttachedOptions, Controls, Desk } from './attached/options.ts'

/**
 * Brings a project up, shows what its containers print, and stays until they have ended, one of them ends everything, or
 * Ctrl-C stops them; 0 and running containers when the person at the desk lets go. Resolves with the exit code of docker
 * compose (COMPOSE.md: exit codes). Throws as `up`, and as `checkWatchable`.
 */
export async function upAttached(options: AttachedOptions, outside: World): Promise<number> {
  const asked: Asked = { options, world: await underLeaseOf(options, outside) }
  const session = await begin(asked)
  if (session === undefined) return 0
  try {
    return await stay(session, asked)
  } finally {
    session.close()
  }
}

/** Resolves when all is up, or is to end: by Ctrl-C, or by the first end of a container that ends everything. */
async function begin(asked: Asked): Promise<Session | undefined> {
  const { options, world } = asked
  const ended = new AbortController()
  const stopped = AbortSignal.any([world.signal, ended.signal])
  let session: Session | undefined
  const companion: UpCompanion = {
    planned: async (sight, plan) => {
      session = await openSession(sight, plan, asked)
      void session.end.then((exit) => exit !== undefined && ended.abort(new Error(`${exit.container} ended`)))
      return session.watch
    },
    beforeStart: async (container, service) => {
      await session?.follower.attach(container, service)
      session?.begun.add(container)
    },
    hookSpeaker: (container, service) => session?.hookSpeaker(container, service),
  }
  try {
    await up(options, { ...world, signal: stopped }, companion).catch(unlessAborted(stopped))
    world.signal.throwIfAborted()
  } catch (error) {
    if (!world.signal.aborted || session === undefined) {
      session?.armed?.close()
      throw error
    }
  }
  return session
}

/** Until the end, whoever brings it about. */
async function stay(session: Session, asked: Asked): Promise<number> {
  const { follower, sight, armed, end } = session
  const { desk } = asked.options
  const { world } = asked
  const first = world.signal.aborted ? undefined : await armed?.begin()
  const changed = (state: 'on' | 'off'): void => (state === 'on' ? follower.unsettle() : follower.settle())
  const files = createWatchSwitch(sight.project, world, { changed, ...(first === undefined ? {} : { first }) })
  if (first === undefined) follower.settle()
  const off = isWatchable(sight.project) ? 'off' : 'none'
  desk?.running({ watch: () => (files.isOn() ? 'on' : off), toggleWatch: files.toggle })
  const interrupted = abortOf(world.signal, undefined)
  const exit = await Promise.race([end, interrupted, ...(desk ? [abortOf(desk.detached, 'detached' as const)] : [])])
  await files.stop()
  return exit === 'detached' ? 0 : await finish(session, exit, asked)
}

/** Resolves with what it stands for when the signal aborts, or has aborted. */
async function abortOf<T>(signal: AbortSignal, meaning: T): Promise<T> {
  if (!signal.aborted) await once(signal, 'abort')
  return meaning
}
