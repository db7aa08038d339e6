import type { EngineEvent } from '../../engine/port.ts'
import type { Watch } from '../../engine/watch.ts'

/** How a container has ended since somebody began to listen. */
export interface Deaths {
  /** Of the last time that it ended by itself with another code than 0. */
  readonly exitCode: number
  /** How often it did. */
  readonly count: number
}

/** Who knows how containers have ended: one that its restart policy has started again looks as if nothing had happened. */
export interface DeathRecord {
  /** Undefined for a container that did not fail by itself. */
  readonly of: (container: string) => Deaths | undefined
  /** Whether its last end was one that somebody had asked the engine for. */
  readonly wasAskedFor: (container: string) => boolean
}

interface Life {
  failures: Deaths
  asked: boolean
  end?: { readonly before: Deaths }
}

const none: Deaths = { exitCode: 0, count: 0 }

/** Notes from now on how containers end. Who is killed, stopped or restarted through the engine does not end by itself. */
export function recordDeaths({ events }: Pick<Watch, 'events'>): DeathRecord {
  const lives = new Map<string, Life>()
  const listen = async (all: AsyncIterable<EngineEvent>): Promise<void> => {
    for await (const event of all) note(lives, event)
  }
  void listen(events())
  return {
    of: (container) => {
      const failures = lives.get(container)?.failures ?? none
      return failures.count === 0 ? undefined : failures
    },
    wasAskedFor: (container) => lives.get(container)?.asked ?? false,
  }
}

/** Signals by which programs are told to do something else than to end: HUP, USR1, USR2, CONT, WINCH. */
const harmless: ReadonlySet<string> = new Set(['1', '10', '12', '18', '28'])

function note(lives: Map<string, Life>, { action, id, attributes }: EngineEvent): void {
  const life = lives.get(id) ?? { failures: none, asked: false }
  lives.set(id, life)
  switch (action) {
    case 'start':
      life.asked = false
      delete life.end
      return
    case 'kill':
      life.asked ||= !harmless.has(attributes.get('signal') ?? '')
      return
    case 'die': {
      const exitCode = Number(attributes.get('exitCode') ?? 0)
      life.end = { before: life.failures }
      if (!life.asked && exitCode !== 0) life.failures = { exitCode, count: life.failures.count + 1 }
      return
    }
    // Follows on the end of who has a signal of its own for that.
    case 'stop':
      if (life.end !== undefined) life.failures = life.end.before
      life.asked = true
  }
}
