import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { filledTar } from '../../engine/host/filled-tar.ts'
import { type Refill, snapshotLabel } from '../../model/snapshot-labels.ts'
import type { ContainerBody } from '../../spec.ts'
import { type Carrying, carrierPrefix, carrierVolume } from './carrier.ts'
import { writeInto } from './copy-volume.ts'

/**
 * Gives the empty volume of a carrier what the engine would give a new one: when a container is created, what its image has at the volume's
 * place. That container is never started. The first image that has something there wins, as with new volumes.
 */
export async function fillCarried(carrier: string, { volume, fill = [] }: Refill, carrying: Carrying): Promise<void> {
  const { engine, project } = carrying
  await writeInto(carrier, newFolder(), carrying)
  for (const { image, target } of fill) {
    const body: ContainerBody = {
      Image: image,
      Cmd: ['never-started'],
      Labels: { [snapshotLabel.carrier]: project },
      HostConfig: { NetworkMode: 'none', Mounts: [{ Type: 'volume', Source: volume, Target: target }] },
      NetworkingConfig: { EndpointsConfig: {} },
    }
    const id = await engine.containers.create(`${carrierPrefix}${randomBytes(6).toString('hex')}`, body, {})
    await engine.containers.remove(id, { anonymousVolumes: 'remove' })
  }
}

/** The folder of a volume that was just made belongs to root, and anybody may look into it. */
function newFolder(): Readable {
  const header = { name: `${carrierVolume}/`, type: 'directory', mode: 0o755, uid: 0, gid: 0 } as const
  return filledTar((tar) => void tar.entry(header))
}
