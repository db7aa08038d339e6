import type { ContainerSummary, Engine } from '../engine/port.ts'
import { readReference } from '../engine/reference.ts'
import { label } from '../model/labels.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

/** The image of a container. */
export interface UsedImage {
  readonly container: string
  readonly id: string
  readonly repository: string
  readonly tag: string
  /** `linux/amd64`; empty where the image is gone. */
  readonly platform: string
  /** Bytes. */
  readonly size: number
  /** RFC 3339: when it got its name, or was made; undefined where the image is gone. */
  readonly taggedAt?: string
}

/** Images of the project's containers, by the containers' names (R-137). One request, and one for each image. */
export async function images(options: ProjectOptions, world: World): Promise<readonly UsedImage[]> {
  const { name } = await projectOrName(options, world)
  const engine = await world.engine()
  const found = await engine.containers.summaries([`${label.project}=${name}`])
  const containers = found
    .filter(({ configHash }) => configHash !== undefined)
    .filter(({ service }) => options.services.length === 0 || options.services.includes(service))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const details = new Map<string, ReturnType<Engine['images']['inspect']>>()
  for (const { imageId } of containers) if (!details.has(imageId)) details.set(imageId, engine.images.inspect(imageId))
  return await Promise.all(containers.map(async (container) => used(container, await details.get(container.imageId))))
}

function used(container: ContainerSummary, detail: Awaited<ReturnType<Engine['images']['inspect']>>): UsedImage {
  const { name: repository = '', tag = '' } = readReference(container.image) ?? {}
  const taggedAt = detail?.taggedAt ?? detail?.createdAt
  return {
    container: container.name,
    id: detail?.id ?? container.imageId,
    repository,
    tag,
    platform: detail === undefined ? '' : [detail.os, detail.architecture, detail.variant].filter(Boolean).join('/'),
    size: detail?.size ?? 0,
    ...(taggedAt === undefined ? {} : { taggedAt }),
  }
}
