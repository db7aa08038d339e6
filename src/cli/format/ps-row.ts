import type { ContainerSummary } from '../../api/ps.ts'
import { plainText } from '../../render/visible.ts'
import { displayedPorts } from './displayed-ports.ts'
import { humanDuration } from './go-duration.ts'

/** A container as `ps --format json` prints it: keys and forms of docker compose 2.40.3 (COMPOSE.md: output). */
export type Row = Readonly<Record<string, unknown>>

export interface Cut {
  readonly trunc: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** What templates may name. */
export const columns: readonly string[] = [
  'Command',
  'CreatedAt',
  'ExitCode',
  'Health',
  'ID',
  'Image',
  'Labels',
  'LocalVolumes',
  'Mounts',
  'Name',
  'Names',
  'Networks',
  'Ports',
  'Project',
  'Publishers',
  'RunningFor',
  'Service',
  'Size',
  'State',
  'Status',
]

/** All that templates may name, in the order of the JSON output. */
export function rowOf(container: ContainerSummary, { trunc, now }: Cut): Row {
  const created = new Date(container.created * 1000)
  return {
    Command: JSON.stringify(plainText(trunc ? ellipsis(container.command, 20) : container.command)),
    // Only when it is asked for: names of time zones take 15 ms to load.
    get CreatedAt() {
      return goTime(created)
    },
    ExitCode: container.exitCode ?? 0,
    Health: container.health ?? '',
    ID: trunc ? container.id.slice(0, 12) : container.id,
    Image: plainText(container.image),
    Labels: [...container.labels].map(([key, value]) => `${key}=${value}`).join(','),
    LocalVolumes: String(container.mounts.filter(({ type }) => type === 'volume').length),
    Mounts: container.mounts
      .map(({ name, source = '' }) => (trunc ? ellipsis(name ?? source, 15) : (name ?? source)))
      .join(','),
    Name: container.name,
    Names: container.name,
    Networks: [...container.networks.keys()].join(','),
    Ports: displayedPorts(container.ports),
    Project: container.labels.get('com.docker.compose.project') ?? '',
    Publishers: container.ports
      .toSorted((a, b) => a.target - b.target)
      .map(({ address, target, published, protocol }) => ({
        URL: address,
        TargetPort: target,
        PublishedPort: published,
        Protocol: protocol,
      })),
    RunningFor: `${humanDuration((now - created.getTime()) / 1000)} ago`,
    Service: container.service,
    Size: '0B',
    State: container.state,
    Status: container.status,
  }
}

function ellipsis(text: string, width: number): string {
  const chars = Array.from(text)
  return chars.length <= width ? text : `${chars.slice(0, width - 1).join('')}…`
}

/** Go's `time.Time.String` in the local zone: `2026-11-22 01:44:48 +0000 UTC`. */
function goTime(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  const local = new Date(date.getTime() + minutes * 60_000).toISOString()
  const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) =>
    String(n).padStart(2, '0'),
  )
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${minutes < 0 ? '-' : '+'}${hours}${rest} ${zone?.value ?? ''}`
}
