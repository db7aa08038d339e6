import { hiddenFields } from '../model/field-digests.ts'
import { label } from '../model/labels.ts'
import { belowFolder } from '../model/plan-value.ts'
import { looksSecret, masked, shorten } from '../model/shown-value.ts'
import type { ContainerBody } from '../spec.ts'
import type { Change } from './step.ts'

/** The parts of a create payload that can be compared: what is wanted, or what a container was created with. */
export type Payload = Partial<Pick<ContainerBody, 'Env' | 'Labels' | 'HostConfig'>> & Readonly<Record<string, unknown>>

/**
 * The change with the value that the old container has. Both values are then shown in the engine's form, because only
 * that is known of a container. `wanted` holds what the one attribute writes, and nothing else. What is secret stays masked.
 */
export function withOldValue(
  change: Change,
  { old, wanted, folder }: { readonly old: Payload; readonly wanted: Payload; readonly folder: string },
): Change {
  if (change.to === masked) return { ...change, from: masked }
  const [from, to] = difference(change.path, old, wanted)
  if (from === undefined) return change
  const hidden = hiddenFields(old.Labels?.[label.fields]).has(change.path)
  const shown = (text: string): string => shorten(belowFolder(change.path, text, folder))
  const safe = hidden || looksSecret(change.path, from) ? masked : shown(from)
  return { ...change, from: safe, ...(to === undefined ? {} : { to: shown(to) }) }
}

type Pair = readonly [from: string | undefined, to: string | undefined]

function difference(path: string, old: Payload, wanted: Payload): Pair {
  const [field = '', ...rest] = path.split('.')
  const name = rest.join('.')
  if (field === 'environment') return [variable(name, old), variable(name, wanted)]
  if (field === 'labels') return [old.Labels?.[name], wanted.Labels?.[name]]
  // Which name the image has is decided elsewhere.
  if (field === 'image') return [textIn(old, 'Image'), undefined]
  const { HostConfig: host = {}, Env: _env, Labels: _labels, NetworkingConfig: _networks, ...body } = wanted
  const pairs = [
    ...Object.entries(host).map(([key, value]) => pairOf(key, old.HostConfig?.[key], value)),
    ...Object.entries(body).map(([key, value]) => pairOf(key, old[key], value)),
  ]
  return pairs.find(([from, to]) => from !== to) ?? [undefined, undefined]
}

function variable(name: string, payload: Payload): string | undefined {
  const entry = payload.Env?.find((item) => item.startsWith(`${name}=`))
  return entry?.slice(name.length + 1)
}

function textIn(payload: Payload, key: string): string | undefined {
  const value = payload[key]
  return typeof value === 'string' ? value : undefined
}

function pairOf(key: string, old: unknown, wanted: unknown): Pair {
  const [before, now] = [entriesOf(key, old), entriesOf(key, wanted)]
  if (before === undefined || now === undefined) return [plainText(key, old), plainText(key, wanted)]
  return [listText(before, now), listText(now, before)]
}

/** The entries of a list whose order says nothing; undefined for everything else. */
function entriesOf(key: string, value: unknown): readonly string[] | undefined {
  if (key === 'PortBindings') return portTexts(value)
  if (!Array.isArray(value) || ordered.has(key)) return undefined
  const texts = value.map((item) => plainText('', item))
  return key === 'Binds' ? texts.filter((text) => !anonymous.test(text)).map((text) => text.replace(/:rw$/, '')) : texts
}

/** Lists whose order means something. */
const ordered: ReadonlySet<string> = new Set(['Cmd', 'Entrypoint', 'Test'])

/** A bind of an anonymous volume that a replacement took over. */
const anonymous = /^[0-9a-f]{64}:/

/** Those entries that the other list lacks; `…` stands for what both have. */
function listText(entries: readonly string[], others: readonly string[]): string {
  const own = entries.filter((entry) => !others.includes(entry))
  return `[${[...(own.length < entries.length ? ['…'] : []), ...own].join(', ')}]`
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
function portTexts(value: unknown): readonly string[] {
  const ports = Object.entries((value ?? {}) as Readonly<Record<string, readonly Binding[] | null>>)
  const texts = ports.flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp: ip, HostPort: host }) => [ip, host, port].filter(Boolean).join(':')),
  )
  return texts.sort()
}
