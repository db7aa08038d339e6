import { isOwnSocket } from '../../engine/adapter/same-machine.ts'
import { graphOf } from '../../graph/graph.ts'
import { load } from '../../load/load.ts'
import { withDefaultPlatform } from '../../model/default-platform.ts'
import { externalNetworks, externalVolumes } from '../../model/external.ts'
import type { Project } from '../../model/project.ts'
import { withoutProvided } from '../../model/provided.ts'
import { refuseDoomed } from '../../model/refuse-doomed.ts'
import { select } from '../../model/select.ts'
import type { Observed } from '../../plan/observed.ts'
import { plainUp } from '../../plan/policy.ts'
import type { Plan } from '../../plan/step.ts'
import { planUp } from '../../plan/up.ts'
import { missingHere, NotReady } from '../../run/preflight/preflight.ts'
import { wantedOf } from '../up/look.ts'
import { requireConsent } from '../up/providers.ts'
import { loadWorld } from '../world/load-world.ts'
import { warn } from '../world/warn.ts'
import type { ProjectOptions, World } from '../world/world.ts'

/**
 * What of `up` can be looked at where no engine answers: the files, and what they need of this machine, as if nothing were there yet and
 * every image. `address` is where the engine should be; undefined where that is not known. Throws what `up` would, NotReady among it.
 */
export async function checkWithoutEngine(
  options: ProjectOptions,
  address: string | undefined,
  world: World,
): Promise<Project> {
  const loaded = await load(options, loadWorld(world))
  warn(
    loaded.warnings.filter(({ refused }) => refused === undefined),
    world,
  )
  const { services, allResources } = options
  const project = select(loaded, { services, along: 'dependencies', allResources })
  refuseDoomed(project)
  requireConsent(project, world)
  const made = withDefaultPlatform(withoutProvided(project))
  const isHere = address !== undefined && isOwnSocket(address)
  const host = { isEngines: () => Promise.resolve(isHere), containers: () => Promise.resolve([]) }
  const found = await missingHere(creationOf(made), made, host)
  if (found.length > 0) throw new NotReady(found)
  return project
}

/** Everything that has to be made where there is nothing but images and what others provide. */
function creationOf(project: Project): Plan {
  return planUp(graphOf(project), nothing(project), plainUp)
}

function nothing(project: Project): Observed {
  const labels = new Map<string, string>()
  const { images } = wantedOf(project)
  const [networks, volumes] = [[...externalNetworks(project)], [...externalVolumes(project)]]
  return {
    engine: 'docker',
    apiVersion: newest,
    containers: [],
    networks: new Map(networks.map((name) => [name, [{ id: name, name, labels }]])),
    volumes: new Map(volumes.map((name) => [name, { name, labels }])),
    images: new Map(images.map((image) => [image, { id: image, labels }])),
  }
}

/** No attribute is too new for an engine that nobody has seen. */
const newest = '1.99'
