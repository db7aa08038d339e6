import type { ContainerBody } from '../spec.ts'

/** An anonymous volume of a container that is replaced. */
export interface Inherited {
  readonly volume: string
  readonly target: string
  /** `declared`: the service mounts an anonymous volume there. `image`: mount it if the image has a VOLUME there. */
  readonly because: 'declared' | 'image'
}

interface Mount {
  readonly Type?: string
  readonly Source?: string
  readonly Target?: string
}

/** The payload with the anonymous volumes of the replaced container mounted again. */
export function withInherited(
  body: ContainerBody,
  inherited: readonly Inherited[],
  imageVolumes: readonly string[],
): ContainerBody {
  const kept = inherited.filter(({ because, target }) => because === 'declared' || imageVolumes.includes(target))
  if (kept.length === 0) return body
  const mounts = ((body.HostConfig['Mounts'] as readonly Mount[] | undefined) ?? []).filter(({ Target }) =>
    kept.every(({ target }) => target !== Target),
  )
  const again = kept.map(({ volume, target }): Mount => ({ Type: 'volume', Source: volume, Target: target }))
  return { ...body, HostConfig: { ...body.HostConfig, Mounts: [...mounts, ...again] } }
}
