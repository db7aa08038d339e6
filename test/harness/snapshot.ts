import { engineRequest } from './engine.ts'
import { objectsOf } from './project.ts'

interface Inspect {
  readonly Name: string
  readonly State: { readonly Status: string; readonly ExitCode: number }
  readonly Config: Record<string, unknown>
  readonly HostConfig: Record<string, unknown>
  readonly Mounts: readonly { Type: string; Name?: string; Source: string; Destination: string; RW: boolean }[]
  readonly NetworkSettings: {
    readonly Networks: Record<string, { Aliases: string[] | null; IPAMConfig: unknown; DriverOpts: unknown }>
  }
}

export interface SnapshotOptions {
  /** Labels that may differ, besides muster's own. */
  readonly ignoreLabels?: readonly string[]
  /** Texts that stand for something that differs by nature, for instance the project's name or folder. */
  readonly replace?: ReadonlyMap<string, string>
}

/**
 * The observable state of a project as text: containers with names, labels, configuration, mounts and networks, the networks
 * and the volumes. Ids, addresses, times and muster's own labels are left out, so that two runs can be compared with `toBe`.
 */
export async function snapshot(name: string, options: SnapshotOptions = {}): Promise<string> {
  const objects = await objectsOf(name)
  const containers = await Promise.all(objects.containers.map((c) => engineRequest('GET', `/containers/${c.Id}/json`)))
  const networks = await Promise.all(objects.networks.map((n) => engineRequest('GET', `/networks/${n.Id}`)))
  const volumes = await Promise.all(objects.volumes.map((v) => engineRequest('GET', `/volumes/${v.Name}`)))
  const state = {
    containers: byKey(
      (containers as Inspect[]).map((c) => containerFacts(c, options)),
      'name',
    ),
    networks: byKey(
      (networks as Record<string, unknown>[]).map((n) => networkFacts(n, options)),
      'name',
    ),
    volumes: byKey(
      (volumes as Record<string, unknown>[]).map((v) => volumeFacts(v, options)),
      'name',
    ),
  }
  let text = JSON.stringify(state, sortKeys, 2)
  for (const [from, to] of options.replace ?? []) text = text.replaceAll(from, to)
  return text
}

interface MountSpec {
  readonly Type: string
  readonly Source?: string
  readonly Target: string
  readonly VolumeOptions?: object
}

/** An anonymous volume that a new container took over is mounted by its name; otherwise it is the same mount. */
function mountFacts({ Source, VolumeOptions, ...mount }: MountSpec): MountSpec {
  const options = VolumeOptions !== undefined && Object.keys(VolumeOptions).length > 0 ? { VolumeOptions } : {}
  return { ...mount, ...options, ...(anonymous(Source) ? {} : { Source }) }
}

function containerFacts(c: Inspect, options: SnapshotOptions): Record<string, unknown> {
  const { Hostname: _hostname, Labels, Env, ...config } = c.Config
  const { ContainerIDFile: _file, LogConfig: _log, Binds, ...host } = c.HostConfig
  return {
    name: c.Name,
    state: c.State.Status,
    labels: labels(Labels, options),
    env: [...((Env as string[] | null) ?? [])].sort(),
    config,
    host: {
      ...host,
      // docker compose 2.40.3 lists both in the random order of a Go map; the engine mounts parents first in any case.
      Mounts: ((host['Mounts'] as MountSpec[] | undefined) ?? [])
        .map(mountFacts)
        .sort((a, b) => (a.Target < b.Target ? -1 : 1)),
      Binds: [...((Binds as string[] | null) ?? [])].sort(),
    },
    mounts: [...c.Mounts]
      .sort((a, b) => (a.Destination < b.Destination ? -1 : 1))
      .map((m) => ({
        type: m.Type,
        from: anonymous(m.Name) ? '<anonymous>' : (m.Name ?? m.Source),
        to: m.Destination,
        rw: m.RW,
      })),
    networks: Object.entries(c.NetworkSettings.Networks).map(([network, endpoint]) => ({
      network,
      aliases: (endpoint.Aliases ?? []).filter((alias) => !/^[0-9a-f]{12}$/.test(alias)).sort(),
      ipam: endpoint.IPAMConfig ?? null,
      driverOpts: endpoint.DriverOpts ?? null,
    })),
  }
}

function networkFacts(n: Record<string, unknown>, options: SnapshotOptions): Record<string, unknown> {
  const { Name, Driver, Internal, Attachable, EnableIPv6, Options } = n
  return { name: Name, Driver, Internal, Attachable, EnableIPv6, Options, labels: labels(n['Labels'], options) }
}

function volumeFacts(v: Record<string, unknown>, options: SnapshotOptions): Record<string, unknown> {
  return { name: v['Name'], Driver: v['Driver'], Options: v['Options'], labels: labels(v['Labels'], options) }
}

function labels(all: unknown, options: SnapshotOptions): Record<string, string> {
  const kept = Object.entries((all as Record<string, string> | null) ?? {}).filter(
    ([key]) =>
      !key.startsWith('dev.muster.') && key !== 'com.docker.compose.replace' && !options.ignoreLabels?.includes(key),
  )
  // docker compose joins this one in the random order of a Go map.
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key.endsWith('.depends_on') ? value.split(',').sort().join() : value]),
  )
}

function anonymous(volume: string | undefined): boolean {
  return volume !== undefined && /^[0-9a-f]{64}$/.test(volume)
}

function byKey(items: readonly Record<string, unknown>[], key: string): readonly Record<string, unknown>[] {
  return [...items].sort((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1))
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
