import type { ContainerDraft } from '../../spec.ts'
import { given } from '../kinds/payload.ts'
import { refuse } from '../kinds/refuse.ts'
import { atLeast, type Translation } from '../kinds/translation.ts'
import type { BindOptions, Mount, VolumeOptions } from './mount.ts'

/** A mount as the Engine API takes it. */
export interface EngineMount {
  Type: string
  Source?: string
  Target: string
  ReadOnly?: true
  Consistency?: string
  BindOptions?: Record<string, unknown>
  VolumeOptions?: Record<string, unknown>
  TmpfsOptions?: Record<string, unknown>
  ImageOptions?: Record<string, unknown>
}

/**
 * Writes volumes as docker compose 2.40.3 does: `Binds` for what the old form can say (it creates missing host folders),
 * `Mounts` for everything else, anonymous volumes among them. A volume beats a secret or config on the same target.
 */
export function mountVolumes(value: readonly Mount[], draft: ContainerDraft, to: Translation): void {
  for (const one of value) {
    removeMount(draft, one.target ?? '')
    if (usesBinds(one)) bindsOf(draft).push(bindText(one, to))
    else addMount(draft, engineMount(one, to))
  }
}

/** Adds a mount in place of an earlier one on the same target. */
export function addMount(draft: ContainerDraft, mount: EngineMount): void {
  removeMount(draft, mount.Target)
  const { HostConfig } = draft.body
  HostConfig['Mounts'] = [...mountsOf(draft), mount]
}

function removeMount(draft: ContainerDraft, target: string): void {
  const { HostConfig } = draft.body
  const rest = mountsOf(draft).filter((mount) => mount.Target !== target)
  if (rest.length < mountsOf(draft).length) HostConfig['Mounts'] = rest
}

function mountsOf(draft: ContainerDraft): readonly EngineMount[] {
  return (draft.body.HostConfig['Mounts'] ?? []) as readonly EngineMount[]
}

function bindsOf(draft: ContainerDraft): string[] {
  return (draft.body.HostConfig['Binds'] ??= []) as string[]
}

function usesBinds({ type, source, bind, volume }: Mount): boolean {
  if (type === 'bind') return bind === undefined || !needsMountApi(bind)
  return type === 'volume' && source !== undefined && !hasMountOptions(volume)
}

/** Whether the engine makes a folder of a bind's source that is not there; otherwise it refuses the container (Engine 28.5.2). */
export function makesSource({ bind }: Pick<Mount, 'bind'>): boolean {
  return bind === undefined || bind.create_host_path === true
}

function needsMountApi(bind: BindOptions): boolean {
  return bind.create_host_path !== true || bind.propagation !== undefined || bind.recursive !== undefined
}

function hasMountOptions(volume: VolumeOptions | undefined): boolean {
  return volume !== undefined && (volume.nocopy === true || volume.labels !== undefined || volume.subpath !== undefined)
}

function bindText(one: Mount, to: Translation): string {
  const nocopy = one.volume?.nocopy === true ? 'nocopy' : undefined
  const options = [one.read_only === true ? 'ro' : 'rw', one.bind?.selinux, one.bind?.propagation, nocopy]
  return `${sourceOf(one, to)}:${one.target}:${options.filter((option) => option !== undefined).join(',')}`
}

function sourceOf({ type, source = '' }: Mount, to: Translation): string {
  return type === 'volume' && source !== '' ? to.volume(source) : source
}

function engineMount(one: Mount, to: Translation): EngineMount {
  const tooNew = newest(one).find(({ api }) => !atLeast(to.apiVersion, api))
  if (tooNew !== undefined) {
    refuse(`${to.service}: ${tooNew.what} need Docker Engine ${tooNew.engine} or later`, {
      at: ['services', to.service, 'volumes'],
    })
  }
  const source = sourceOf(one, to)
  return {
    Type: one.type ?? 'volume',
    ...(source === '' ? {} : { Source: source }),
    Target: one.target ?? '',
    ...(one.read_only === true ? { ReadOnly: true } : {}),
    ...(one.consistency === undefined ? {} : { Consistency: one.consistency }),
    ...optionsOf(one),
  }
}

interface Novelty {
  readonly what: string
  readonly api: string
  readonly engine: string
}

/** What an older engine would leave out without a word: the container would see more than it should. */
function newest({ type, bind, volume }: Mount): readonly Novelty[] {
  return [
    ...(type === 'image' ? [{ what: 'mounts of type image', api: '1.48', engine: '28.0' }] : []),
    ...(volume?.subpath === undefined ? [] : [{ what: 'mounts with a subpath', api: '1.45', engine: '26.0' }]),
    ...(bind?.recursive === 'readonly'
      ? [{ what: 'mounts that are read-only throughout', api: '1.44', engine: '25.0' }]
      : []),
  ]
}

function optionsOf({ type, bind, volume, tmpfs, image }: Mount): Partial<EngineMount> {
  if (type === 'bind' && bind !== undefined) return { BindOptions: bindOptions(bind) }
  if (type === 'volume' && volume !== undefined) return { VolumeOptions: volumeOptions(volume) }
  if (type === 'tmpfs' && tmpfs !== undefined) {
    return { TmpfsOptions: { ...given('SizeBytes', tmpfs.size), ...given('Mode', tmpfs.mode) } }
  }
  return type === 'image' && image !== undefined ? { ImageOptions: given('Subpath', image.subpath) } : {}
}

const recursions: Readonly<Record<string, object>> = {
  disabled: { NonRecursive: true },
  writable: { ReadOnlyNonRecursive: true },
  readonly: { ReadOnlyForceRecursive: true },
}

function bindOptions(bind: BindOptions): Record<string, unknown> {
  return {
    ...given('Propagation', bind.propagation),
    ...given('CreateMountpoint', bind.create_host_path),
    ...recursions[bind.recursive ?? ''],
  }
}

function volumeOptions(volume: VolumeOptions): Record<string, unknown> {
  return {
    ...given('NoCopy', volume.nocopy),
    ...given('Labels', volume.labels && Object.fromEntries(volume.labels)),
    ...given('Subpath', volume.subpath),
  }
}
