import { label } from '../../model/labels.ts'
import { concerns } from '../../plan/scene.ts'
import type { SceneOn } from '../project/scene.ts'
import type { World } from '../world/world.ts'
import { mountersOf, type Store, storesOf } from './stores.ts'

/** What becomes of volumes that are not the project's own: `refuse` names them in an error. */
export type ExternalVolumes = 'refuse' | 'include' | 'leave'

/**
 * The volumes that a command on snapshots is about: all of the project, or those of the services that the scene is for. Tells
 * what is left out. Throws for external volumes unless it was said what becomes of them.
 */
export async function chosenStores(scene: SceneOn, external: ExternalVolumes, world: World): Promise<readonly Store[]> {
  const { engine, project, targets } = scene
  const labelled = await engine.volumes.details([`${label.project}=${project.name}`])
  const { all, others } = storesOf(scene, labelled)
  const wanted = targets.length === 0 ? all : all.filter(({ volume }) => isOfTargets(volume, scene))
  const foreign = wanted.filter(({ kind }) => kind === 'external').map(({ volume }) => volume)
  if (foreign.length > 0 && external === 'refuse')
    throw Object.assign(new Error(`${several(foreign)} external: others may use the data, too`), {
      fix: '`--external` takes it along, `--external=false` leaves it out',
    })
  const left = [...(external === 'leave' ? foreign.map((name) => `external volume ${name}`) : []), ...others]
  if (left.length > 0) world.emit({ type: 'notice', message: `not part of it: ${left.join('; ')}` })
  return external === 'leave' ? wanted.filter(({ kind }) => kind !== 'external') : wanted
}

function isOfTargets(volume: string, scene: SceneOn): boolean {
  return mountersOf(scene.containers, new Set([volume])).some(({ service }) => concerns(scene, service))
}

function several(names: readonly string[]): string {
  return names.length === 1 ? `volume ${names.join('')} is` : `volumes ${names.join(', ')} are`
}
