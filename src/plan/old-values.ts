import type { ContainerBody } from '../spec.ts'
import { hiddenFields } from '../model/field-digests.ts'
import { label } from '../model/labels.ts'
import { looksSecret, masked } from '../model/shown-value.ts'
import type { Change } from './step.ts'

/** The parts of a create payload that can be compared: what is wanted, or what a container was created with. */
export type Payload = Partial<Pick<ContainerBody, 'Env' | 'Labels' | 'HostConfig'>> & Readonly<Record<string, unknown>>

/**
 * The change with the value that the old container has. Both values are then shown in the engine's form, because only
 * that is known of a container. `wanted` holds what the one attribute writes, and nothing else. What is secret stays masked.
 */
export function withOldValue(
  change: Change,
  { old, wanted }: { readonly old: Payload; readonly wanted: Payload },
): Change {
  if (change.to === masked) return { ...change, from: masked }
  const [from, to] = difference(change.path, old, wanted)
  if (from === undefined) return change
  const hidden = hiddenFields(old.Labels?.[label.fields]).has(change.path)
  const safe = hidden || looksSecret(change.path, from) ? masked : from
  return { ...change, from: safe, ...(to === undefined ? {} : { to }) }
}

/**
 * Whether the value of an attribute may be shown without knowing where it came from: it says how a container is set up and
 * never what it is told. Words, variables, labels and options of drivers may hold what somebody put into a variable.
 */
export function isPlainSetting(attribute: string): boolean {
  return plainSettings.has(attribute)
}

const plainSettings: ReadonlySet<string> = new Set([
  'cap_add',
  'cap_drop',
  'cpus',
  'cpuset',
  'deploy',
  'devices',
  'dns',
  'dns_search',
  'expose',
  'extra_hosts',
  'group_add',
  'hostname',
  'init',
  'ipc',
  'mem_limit',
  'memswap_limit',
  'network_mode',
  'pid',
  'pids_limit',
  'ports',
  'privileged',
  'read_only',
  'restart',
  'security_opt',
  'shm_size',
  'stdin_open',
  'stop_grace_period',
  'stop_signal',
  'sysctls',
  'tmpfs',
  'tty',
  'ulimits',
  'user',
  'volumes',
  'working_dir',
])

type Pair = readonly [from: string | undefined, to: string | undefined]

function difference(path: string, old: Payload, wanted: Payload): Pair {
  const [field = '', ...rest] = path.split('.')
  const name = rest.join('.')
  if (field === 'environment') return [variable(name, old), variable(name, wanted)]
  if (field === 'labels') return [old.Labels?.[name], wanted.Labels?.[name]]
  const { HostConfig: host = {}, Env: _env, Labels: _labels, NetworkingConfig: _networks, ...body } = wanted
  const pairs = [
    ...Object.entries(host).map(([key, value]): Pair => [valueText(key, old.HostConfig?.[key]), valueText(key, value)]),
    ...Object.entries(body).map(([key, value]): Pair => [valueText(key, old[key]), valueText(key, value)]),
  ]
  return pairs.find(([from, to]) => from !== to) ?? [undefined, undefined]
}

function variable(name: string, payload: Payload): string | undefined {
  const entry = payload.Env?.find((item) => item.startsWith(`${name}=`))
  return entry?.slice(name.length + 1)
}

const longest = 60

function valueText(key: string, value: unknown): string {
  const text = key === 'PortBindings' ? portsText(value) : plainText(key, value)
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

function plainText(key: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return 'unset'
  if (key === 'RestartPolicy') return restartText(value)
  if (typeof value === 'number') return numberText(key, value)
  if (Array.isArray(value)) return `[${value.map((item) => plainText('', item)).join(', ')}]`
  if (typeof value !== 'object') return `${value as string | boolean}`
  return `{${Object.entries(value)
    .map(([name, it]) => (it === '' ? name : `${name}: ${plainText(name, it)}`))
    .join(', ')}}`
}

/** `always`, `on-failure:3`, as it is written in a file. */
function restartText(value: unknown): string {
  const { Name: name, MaximumRetryCount: count = 0 } = value as { Name?: string; MaximumRetryCount?: number }
  return `${name || 'no'}${count > 0 ? `:${count}` : ''}`
}

const bytes = new Set(['Memory', 'MemoryReservation', 'MemorySwap', 'ShmSize'])
const nanoseconds = new Set(['Interval', 'Timeout', 'StartPeriod', 'StartInterval'])

/** With the unit that stands in a file; 0 is what the engine has where nothing was said. */
function numberText(key: string, value: number): string {
  if (key === 'NanoCpus' || key === 'NanoCPUs') return String(value / 1e9)
  if (nanoseconds.has(key)) return `${value / 1e9}s`
  if (!bytes.has(key)) return String(value)
  if (value === 0) return 'unset'
  return value > 0 && value % 2 ** 20 === 0 ? `${value / 2 ** 20}m` : String(value)
}

interface Binding {
  readonly HostIp?: string
  readonly HostPort?: string
}

/** `8080:80/tcp`, as it is written in a file. */
function portsText(value: unknown): string {
  const ports = Object.entries((value ?? {}) as Readonly<Record<string, readonly Binding[] | null>>)
  const texts = ports.flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp: ip, HostPort: host }) => [ip, host, port].filter(Boolean).join(':')),
  )
  return `[${texts.sort().join(', ')}]`
}
