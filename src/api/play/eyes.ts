import type { Copy } from '../../model/isolation.ts'
import { load } from '../../load/load.ts'
import { inOrder } from '../../scenario/progress-order.ts'
import { tabulated } from '../../scenario/tabulated.ts'
import { createSteadier } from '../../scenario/varying.ts'
import { masked } from '../../source/mask.ts'
import { redactor } from '../../source/redact.ts'
import { loadWorld } from '../load-world.ts'
import { type Places, placesOf } from './address.ts'
import type { Cast } from './player.ts'

/** How an audience sees what happens on a copy: as if it happened to the project itself, and no secret. */
export interface Eyes {
  /** Finds out where things are now. */
  readonly look: () => Promise<Places>
  /** A command line for the copy: ports of this machine that the files publish are where they have moved to. */
  readonly meant: (line: string) => Promise<string>
  /** The names and ports of the files in place of the copy's own. */
  readonly plain: (line: string) => string
  /** With the scenario's own masks. */
  readonly masked: (lines: readonly string[]) => Promise<readonly string[]>
  /** What varies replaced by what stays, and in an order that does. */
  readonly steady: (lines: readonly string[]) => readonly string[]
  readonly discreet: (line: string) => string
}

// A port of this machine in a command or an output.
const local = /((?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):)(\d{1,5})(?!\d)/g

export function openEyes({ scenario, ground, shell, patterns, world }: Omit<Cast, 'stage'>): Eyes {
  const steadier = createSteadier()
  const redact = redactor(new Map([...world.env, ...scenario.env])) ?? ((text: string) => text)
  let places: Places | undefined
  const look = async (): Promise<Places> => {
    const written = await writtenPorts({ ground, shell, world })
    return (places = await placesOf(ground.suffix, await world.engine(), written))
  }
  return {
    look,
    meant: async (line) => {
      if (line.search(local) === -1) return line
      const { moved } = await look()
      return line.replace(local, (whole, host: string, port: string) => {
        const now = moved(Number(port))
        return now === undefined ? whole : `${host}${now.port}`
      })
    },
    plain: (line) =>
      ground.plain(line).replace(local, (whole, host: string, port: string) => {
        const written = places?.moves.get(Number(port))
        return written === undefined ? whole : `${host}${written}`
      }),
    masked: async (lines) => await patterns.replace(scenario.masks, lines),
    steady: (lines) => tabulated(inOrder(lines), steadier),
    discreet: (line) => masked(redact(line)),
  }
}

/** The ports that the files publish; none where there are no files that can be read. */
async function writtenPorts({
  ground,
  shell,
  world,
}: Pick<Cast, 'ground' | 'shell' | 'world'>): Promise<Copy['written']> {
  const options = { files: [], envFiles: [], profiles: ['*'], allResources: false, compatibility: false }
  const isolate = { name: ground.suffix.slice(1), ports: 'remembered' } as const
  const place = { cwd: shell.folder(), home: world.home, env: shell.variables() }
  try {
    const { copy } = await load({ ...options, isolate, resolveEnvironment: false }, loadWorld(place))
    return copy?.written ?? new Map()
  } catch {
    return new Map()
  }
}
