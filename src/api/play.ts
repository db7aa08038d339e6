import { createHostShell } from '../run/host-shell.ts'
import { everyProjectOf } from '../run/lease/leased-project.ts'
import { steadyNow } from '../run/steady-now.ts'
import { userPatterns } from '../run/user-patterns.ts'
import { readScenario } from '../scenario/read-scenario.ts'
import type { Expectation, Scenario, Step } from '../scenario/scenario.ts'
import { decodeText } from '../source/decode.ts'
import { takeLease } from './lease/lease.ts'
import { settleLeases } from './lease/settle-leases.ts'
import { clearGround } from './play/clear-ground.ts'
import { type Contact, createContact } from './play/contact.ts'
import type { Stage } from './play/cue.ts'
import { type Ground, prepareGround, type Programs } from './play/ground.ts'
import { createPlayer, type Player } from './play/player.ts'
import { readBytes } from './world/read-bytes.ts'
import type { ProjectOptions, World } from './world/world.ts'

export type { Cue, Stage } from './play/cue.ts'
export type { Scenario } from '../scenario/scenario.ts'

export interface PlayOptions extends ProjectOptions {
  readonly scenario: Scenario
  readonly programs: Programs
}

/** Reads a scenario's file. Throws a ComposeError with every mistake in it. */
export async function loadScenario(path: string): Promise<Scenario> {
  return readScenario(path, decodeText(await readBytes(path, undefined)))
}

/**
 * Plays a scenario on a copy of its project: every step is shown on the stage, and what it gives is checked. However it ends,
 * nothing of the copy is left. Throws PlayFailed at the first step that does not give what is written, and the signal's reason.
 */
export async function play({ scenario, programs, ...options }: PlayOptions, stage: Stage, world: World): Promise<void> {
  world.begin?.()
  const contact = createContact()
  await createContact().ask(async () => await settleLeases(undefined, world))
  const lease = await createContact().ask(async () => await takeLease(world))
  await using ground = await prepareGround(scenario, { options, programs, world })
  let began = false
  const begin = (): void => {
    if (began) return
    began = true
    lease?.claim(ground.project)
    // What a docker compose of the scenario makes goes with it.
    lease?.claim(everyProjectOf(ground.suffix.slice(1)))
  }
  try {
    await playOn(ground, { scenario, stage, lease: lease?.id, begin, contact, world })
  } finally {
    // Where this fails the watchdog is not told farewell, and tries again.
    if (began) await contact.ask(async () => await clearGround(ground, world))
    if (began) await contact.ask(async () => await lease?.end())
    await lease?.[Symbol.asyncDispose]()
  }
}

interface Piece {
  readonly scenario: Scenario
  readonly stage: Stage
  /** Handed on to the commands of the scenario. */
  readonly lease: string | undefined
  /** Called before anything can be made on the copy. */
  readonly begin: () => void
  readonly contact: Contact
  readonly world: World
}

async function playOn(ground: Ground, { scenario, stage, lease, begin, contact, world }: Piece): Promise<void> {
  await using patterns = userPatterns()
  await using shell = createHostShell({
    cwd: ground.folder,
    room: ground.room,
    env: new Map([...ground.env, ...(lease === undefined ? [] : [['MUSTER_LEASE', lease] as const])]),
  })
  const player = createPlayer({ scenario, ground, shell, patterns, stage, begin, contact, world })
  await stage({ cue: 'begin', scenario })
  for (const step of scenario.steps) await playStep(step, player, { scenario, stage, world })
  await stage({ cue: 'end' })
}

async function playStep(
  step: Step,
  player: Player,
  { scenario, stage, world }: Pick<Piece, 'scenario' | 'stage' | 'world'>,
): Promise<void> {
  world.signal.throwIfAborted()
  const began = steadyNow()
  await stage({ cue: 'step', step, of: lastNumber(scenario) })
  await player.perform(step)
  await stage({ cue: 'passed', step, seconds: (steadyNow() - began) / 1000 })
}

/** The number of the last step, `expect` steps counted. */
function lastNumber({ steps }: Scenario): number {
  const last = steps.at(-1)
  return Math.max(last?.number ?? 0, ...(last?.expectations.map(({ number }: Expectation) => number) ?? []))
}
