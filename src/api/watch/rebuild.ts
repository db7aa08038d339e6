import { observe } from '../../engine/observe.ts'
import { graphOf, type Graph } from '../../graph/graph.ts'
import { label } from '../../model/labels.ts'
import { imageName } from '../../model/names.ts'
import { select } from '../../model/select.ts'
import { plainUp } from '../../plan/policy.ts'
import { bringUp } from '../up.ts'
import { wantedOf } from '../up/look.ts'
import type { Watched } from './watched.ts'

/**
 * Builds one service's image and gives it new containers, by the plan that `up --build --force-recreate SERVICE` would
 * carry out; those that depend on it go along as far as they must. Rejects as `up`.
 */
export async function rebuild(
  service: string,
  { project, graph, engine, replacedImages, world }: Watched,
): Promise<void> {
  const say = (message: string): void => world.emit({ type: 'watch', message })
  const name = JSON.stringify(service)
  say(`Rebuilding service(s) [${name}] after changes were detected...`)
  const chosen = [service, ...dependents(service, graph)]
  const selected = select(project, { services: chosen, along: 'nothing', allResources: true })
  const definition = project.services.get(service)
  const image = definition === undefined ? '' : imageName(project, definition)
  const observed = await observe(engine, wantedOf(selected))
  const before = observed.images.get(image)?.id
  const policy = {
    ...plainUp,
    targets: [service],
    recreate: 'always',
    build: 'always',
    pull: 'missing',
    orphans: 'ignore',
    now: world.now(),
  } as const
  const sight = { project: selected, graph: graphOf(selected), engine, observed, policy }
  const options = {
    files: project.files,
    envFiles: project.envFiles,
    profiles: [],
    allResources: true,
    compatibility: project.separator === '_',
    // Whose project it is was asked at the beginning.
    projectName: project.name,
    services: [service],
    remembered: 'never',
  } as const
  await bringUp(sight, options, { world })
  say(`service(s) [${name}] successfully built`)
  if (replacedImages === 'remove' && before !== undefined) await removeReplaced(before, { project, engine })
}

function dependents(service: string, graph: Graph, seen: ReadonlySet<string> = new Set([service])): readonly string[] {
  const next = graph
    .dependentsOf(service)
    .map(({ from }) => from)
    .filter((name) => !seen.has(name))
  return [...new Set(next.flatMap((name) => [name, ...dependents(name, graph, new Set([...seen, ...next]))]))]
}

/** Only the image that the build took the name from, and only when nobody else gave it one (docker compose 5 does so, too). */
async function removeReplaced(id: string, { project, engine }: Pick<Watched, 'project' | 'engine'>): Promise<void> {
  const ours = await engine.images.labelled([`${label.project}=${project.name}`])
  if (!ours.some((image) => image.id === id && image.tags.length === 0)) return
  // A container may still use it.
  await engine.images.remove(id).catch(() => undefined)
}
