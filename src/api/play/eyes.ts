import { graphOf } from '../../graph/graph.ts'
import { load } from '../../load/load.ts'
import type { Project } from '../../model/project.ts'
import { tabulated } from '../../scenario/tabulated.ts'
import { createTeller } from '../../scenario/told-order.ts'
import { createSteadier } from '../../scenario/varying.ts'
import { masked } from '../../source/mask.ts'
import { redactor } from '../../source/redact.ts'
import { loadWorld } from '../world/load-world.ts'
import { placesAmong, type Places, placesOf } from './address.ts'
import type { Cast } from './cast.ts'
import type { Ground } from './ground.ts'

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

// A port of this machine in a command.
const local = /((?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):)(\d{1,5})(?!\d)/g
// What can be one in an output: `muster ports` has a column for the host.
const port = /(?<![\w.])\d{4,5}(?![\w]|\.\d)/g

/** Looks at outputs and answers with the play's own varying names made steady, and without its secrets. */
export function openEyes({ scenario, ground, shell, patterns, contact, world }: Omit<Cast, 'stage' | 'begin'>): Eyes {
  const steadier = createSteadier()
  const redact = redactor(new Map([...world.env, ...scenario.env])) ?? ((text: string) => text)
  const teller = createTeller()
  let places: Places | undefined
  let order: readonly string[] = []
  const look = async (): Promise<Places> => {
    const project = await loaded({ ground, shell, world })
    if (project !== undefined) order = namesInOrder(project, ground)
    const written = project?.copy?.written ?? new Map()
    const found = await contact.ask(async () => await placesOf(ground.suffix, await world.engine(), written))
    return (places = found ?? placesAmong([], written))
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
    plain: (line) => ground.plain(line).replace(port, (number) => String(places?.moves.get(Number(number)) ?? number)),
    masked: async (lines) => await patterns.replace(scenario.masks, lines),
    steady: (lines) => tabulated(teller(lines, order), steadier),
    discreet: (line) => masked(redact(line)),
  }
}

/** The copy; undefined where there are no files that can be read. */
async function loaded({
  ground,
  shell,
  world,
}: Pick<Cast, 'ground' | 'shell' | 'world'>): Promise<Project | undefined> {
  const options = { files: [], envFiles: [], profiles: ['*'], allResources: false, compatibility: false }
  const isolate = { name: ground.suffix.slice(1), ports: 'remembered' } as const
  const place = { cwd: shell.folder(), home: world.home, env: shell.variables() }
  try {
    return await load({ ...options, isolate, resolveEnvironment: false }, loadWorld(place))
  } catch {
    return undefined
  }
}

/** What the containers are called, without their numbers, dependencies first. */
function namesInOrder(project: Project, { plain }: Pick<Ground, 'plain'>): readonly string[] {
  return graphOf(project).order.map((name) =>
    plain(project.services.get(name)?.container_name ?? `${project.name}-${name}`),
  )
}
