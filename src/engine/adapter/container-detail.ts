import type { ContainerDetail } from '../port.ts'
import type { Transport } from '../transport/transport.ts'
import { asMap } from './as-map.ts'
import { type InspectedHealth, type InspectedHealthcheck, inspectedContainer } from './inspected-container.ts'
import { stateOf } from './status-text.ts'

/** `GET /containers/{id}/json`. Rejects with status 404 where there is no such container. */
export async function inspectContainer(transport: Transport, container: string): Promise<ContainerDetail> {
  const path = `/containers/${encodeURIComponent(container)}/json`
  const request = { operation: `inspect container ${container}`, method: 'GET', path } as const
  const raw = await transport.json(request, inspectedContainer)
  const { State: state, Config: config } = raw
  const health = healthOf(state.Health)
  const healthcheck = healthcheckOf(config.Healthcheck)
  return {
    id: raw.Id,
    name: raw.Name.replace(/^\//, ''),
    state: stateOf(state.Status),
    exitCode: state.ExitCode,
    error: state.Error ?? '',
    oomKilled: state.OOMKilled ?? false,
    startedAt: state.StartedAt,
    finishedAt: state.FinishedAt,
    restartCount: raw.RestartCount ?? 0,
    restartPolicy: raw.HostConfig?.RestartPolicy?.Name || 'no',
    tty: config.Tty ?? false,
    imageId: raw.Image,
    ...(health && { health }),
    ...(healthcheck && { healthcheck }),
    addresses: Object.values(raw.NetworkSettings?.Networks ?? {}).flatMap((endpoint) => endpoint?.IPAddress || []),
    exposedPorts: Object.keys(config.ExposedPorts ?? {}).flatMap(tcpPort),
    volumes: (raw.Mounts ?? []).flatMap(({ Type, Name }) => (Type === 'volume' && Name ? [Name] : [])),
    dataFolders: (raw.Mounts ?? []).flatMap(({ Type, Destination, RW }) =>
      RW === true && Destination && (Type === 'volume' || Type === 'bind') ? [Destination] : [],
    ),
    labels: asMap(config.Labels),
    raw,
  }
}

function healthOf(health: InspectedHealth | null | undefined): ContainerDetail['health'] {
  const status = health?.Status
  // A container without healthcheck has none, or `none`, or with Podman an empty status.
  if (status !== 'starting' && status !== 'healthy' && status !== 'unhealthy') return undefined
  const log = (health?.Log ?? []).map(({ ExitCode, Output, Start, End }) => ({
    exitCode: ExitCode,
    output: Output,
    start: Start,
    end: End,
  }))
  return { status, failingStreak: health?.FailingStreak ?? 0, log }
}

function healthcheckOf(check: InspectedHealthcheck | null | undefined): ContainerDetail['healthcheck'] {
  const test = check?.Test ?? []
  if (!check || test.length === 0 || test[0] === 'NONE') return undefined
  return {
    test,
    interval: milliseconds(check.Interval),
    timeout: milliseconds(check.Timeout),
    startPeriod: milliseconds(check.StartPeriod),
    startInterval: milliseconds(check.StartInterval),
    retries: check.Retries ?? 0,
  }
}

function milliseconds(nanoseconds: number | null | undefined): number {
  return (nanoseconds ?? 0) / 1e6
}

/** `5432/tcp`, or `5432` as docker compose sends what stands under `expose`; ranges and other protocols say nothing here. */
function tcpPort(exposed: string): number | [] {
  return /^\d+(\/tcp)?$/.test(exposed) ? Number.parseInt(exposed, 10) : []
}
