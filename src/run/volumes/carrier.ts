import { randomBytes } from 'node:crypto'
import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { snapshotLabel } from '../../model/snapshot-labels.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import type { ContainerBody } from '../../spec.ts'

/** Where a carrier has its volume. The folder above it is the carrier's own. */
export const carrierFolder = '/muster'
export const carrierVolume = 'volume'

/** The only program that may run in a carrier, and what it writes. */
export const carrierProgram = 'list'
export const carrierListing = 'listing'

/** What names of carriers begin with. */
export const carrierPrefix = 'muster-carrier-'

/** What carriers are made of. */
export interface Carrying {
  readonly engine: Engine
  readonly project: string
  /** Any image that the engine has: nothing of it is ever started. */
  readonly image: string
  readonly signal: AbortSignal
  /** Is told what a copy does not keep. */
  readonly warn: (message: string) => void
}

/** A volume that a carrier mounts. */
export interface CarriedVolume {
  readonly name: string
  readonly access: 'read' | 'write'
}

/**
 * A way into a volume: a container of which no program of the image is ever started, so that it needs neither a shell nor anything
 * else. It is gone afterwards. One volume for each: the engine (28.5) locks a container while it reads from it, and who copies from a
 * container into the same one waits for ever.
 */
export async function withCarrier<T>(
  volume: CarriedVolume,
  carrying: Carrying,
  work: (container: string) => Promise<T>,
): Promise<T> {
  const { engine } = carrying
  const id = await createCarrier(volume, carrying)
  try {
    return await work(id)
  } finally {
    // The volumes that the image declares were made along with it. What is left, the next command removes.
    await engine.containers.remove(id, { anonymousVolumes: 'remove' }).catch(() => undefined)
  }
}

async function createCarrier({ name, access }: CarriedVolume, { engine, project, image }: Carrying): Promise<string> {
  const body: ContainerBody = {
    Image: image,
    Entrypoint: [`${carrierFolder}/${carrierProgram}`],
    Cmd: [],
    User: '0:0',
    WorkingDir: '/',
    Healthcheck: { Test: ['NONE'] },
    Labels: { [snapshotLabel.carrier]: project },
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      // Folders that root itself may not look into.
      CapAdd: ['DAC_OVERRIDE'],
      SecurityOpt: ['no-new-privileges'],
      LogConfig: { Type: 'none', Config: {} },
      Mounts: [
        {
          Type: 'volume',
          Source: name,
          Target: `${carrierFolder}/${carrierVolume}`,
          ReadOnly: access === 'read',
          // What the image has at this place is none of the volume's business.
          VolumeOptions: { NoCopy: true },
        },
      ],
    },
    NetworkingConfig: { EndpointsConfig: {} },
  }
  return await engine.containers.create(`${carrierPrefix}${randomBytes(6).toString('hex')}`, body, {})
}

/** Removes carriers that a killed command has left. */
export async function removeCarriers(project: string, engine: Engine): Promise<void> {
  const left = await engine.containers.list([`${snapshotLabel.carrier}=${project}`])
  // Labels are anybody's to write; a service may be named as it likes, but is compose's then.
  const own = left.filter(({ name, labels }) => name.startsWith(carrierPrefix) && !labels.has(label.project))
  await Promise.all(own.map(async ({ id }) => await engine.containers.remove(id, { anonymousVolumes: 'remove' })))
}

/** An image that the engine certainly has: that of a container, else any. Throws where the engine has none at all. */
export async function carrierImage(containers: readonly ObservedContainer[], engine: Engine): Promise<string> {
  const [container] = containers
  if (container !== undefined) return container.imageId
  const [image] = await engine.images.labelled([])
  if (image !== undefined) return image.id
  throw Object.assign(new Error('the engine has no image, and volumes are reached through a container'), {
    fix: 'pull one with `muster pull`: it is never started, so any will do',
  })
}
