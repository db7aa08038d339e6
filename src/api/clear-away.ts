import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import { type Belongings, planClear } from '../plan/clear.ts'
import { execute } from '../run/execute.ts'
import { performer } from '../run/perform.ts'
import type { World } from './world.ts'

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
  let told = false
  for (let round = 0; ; round++) {
    const found = await persistently(async () => await belongingsOf(project, engine))
    if (!told && said !== undefined) {
      await stopAll(found, engine)
      await said()
    }
    told = true
    const names = namesOf(found)
    if (names.length === 0) return []
    const plan = planClear(project, found)
    world.emit({ type: 'plan', plan })
    const { emit, now } = world
    const failures = await execute(plan, performer({ engine, watch: undefined, emit, now }), {
      emit,
      now,
      signal: never,
    })
    if (failures.length === 0) continue
    const pause = pauses[round]
    if (pause === undefined) return namesOf(await belongingsOf(project, engine))
    await delay(pause)
  }
}

const never = new AbortController().signal

/** All that carries the project's label. Three requests. */
export async function belongingsOf(project: string, engine: Engine): Promise<Belongings> {
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
