import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { type Belongings, planClear } from '../../plan/clear.ts'
import { execute } from '../../run/execute.ts'
import { performer } from '../../run/perform.ts'
import { untilGone } from '../../run/until-gone.ts'
import type { World } from '../world/world.ts'

/** Milliseconds before each further attempt: a removal may be under way already, and an engine may be busy or restarting. */
const pauses = [100, 200, 500, 1000, 2000, 4000, 8000] as const

/**
 * Throws away everything that carries the project's label, one-offs and volumes too, and looks again until nothing is
 * left: what was asked of the engine just before may come into being late. `said` gets control when nothing runs any more and nothing is
 * removed yet. Resolves with the names of what could not be removed; rejects with EngineError when the engine does
 * not answer.
 */
export async function clearAway(
  project: string,
  world: Pick<World, 'engine' | 'emit' | 'now'>,
  said?: () => Promise<void>,
): Promise<readonly string[]> {
  const engine = await world.engine()
  const { emit, now } = world
  const look = async (): Promise<Belongings> => await persistently(async () => await belongingsOf(project, engine))
  if (said !== undefined) {
    await stopAll(await look(), engine)
    await said()
  }
  const remove = async (found: Belongings): Promise<void> => {
    const plan = planClear(project, found)
    emit({ type: 'plan', plan })
    await execute(plan, performer({ engine, watch: undefined, emit, now }), { emit, now, signal: never })
  }
  return namesOf(await untilGone({ look, size: (found) => namesOf(found).length, remove, pauses }))
}

const never = new AbortController().signal

/** All that carries the project's label. Three requests. */
async function belongingsOf(project: string, engine: Engine): Promise<Belongings> {
  const labels = [`${label.project}=${project}`]
  const [containers, networks, volumes] = await Promise.all([
    engine.containers.list(labels),
    engine.networks.list(),
    engine.volumes.labelled(labels),
  ])
  return { containers, networks: networks.filter(({ labels: own }) => own.get(label.project) === project), volumes }
}

function namesOf({ containers, networks, volumes }: Belongings): readonly string[] {
  return [...containers, ...networks, ...volumes].map(({ name }) => name)
}

/** Last words are read to their end before the containers go. */
async function stopAll({ containers }: Belongings, engine: Engine): Promise<void> {
  const running = containers.filter(({ state }) => ['running', 'paused', 'restarting'].includes(state))
  await Promise.all(running.map(async ({ id }) => await engine.containers.kill(id, 'SIGKILL').catch(() => undefined)))
}

async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask()
    } catch {
      await delay(pause)
    }
  }
  return await ask()
}
