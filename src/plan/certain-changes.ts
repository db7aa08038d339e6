import type { ContainerBody } from '../spec.ts'
import type { Payload } from './old-values.ts'

export interface Compared {
  readonly old: Payload
  /** What the new container is created with. */
  readonly whole: ContainerBody
  /** What one attribute of the service writes, and nothing else. */
  readonly part: (attribute: string) => Payload
}

/**
 * Paths of those attributes whose values certainly differ from what a container was created with, for containers that carry
 * no digests. The engine and the image fill in what nobody wrote, so only what an attribute writes is compared: one that
 * was taken out of the file is not found.
 */
export function certainChanges(attributes: readonly string[], { old, whole, part }: Compared): readonly string[] {
  return attributes.flatMap((attribute) => {
    const { Env: env, Labels: labels = {}, HostConfig: host = {}, NetworkingConfig: _, ...body } = part(attribute)
    const differs =
      someField(host, { old: old.HostConfig ?? {}, whole: whole.HostConfig }) || someField(body, { old, whole })
    return [
      ...changedVariables(env ?? [], old.Env ?? []).map((name) => `${attribute}.${name}`),
      ...changedLabels(labels, old.Labels ?? {}).map((name) => `${attribute}.${name}`),
      ...(differs ? [attribute] : []),
    ]
  })
}

type Fields = Readonly<Record<string, unknown>>

/** Whether a field that the attribute decides differs. Where another one overrides it, it decides nothing. */
function someField(part: Fields, { old, whole }: { readonly old: Fields; readonly whole: Fields }): boolean {
  return Object.entries(part).some(([name, value]) => {
    if (Array.isArray(value) && !ordered.has(name))
      return listDiffers(name, { own: value, all: whole[name], before: old[name] })
    return isSame(value, whole[name]) && differs(name, value, old[name])
  })
}

interface Lists {
  readonly own: readonly unknown[]
  readonly all: unknown
  readonly before: unknown
}

/** Lists are sets, to which several attributes may add. */
function listDiffers(name: string, { own, all, before }: Lists): boolean {
  const texts = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map((item) => text(item)) : [])
  const [mine, now, then] = [texts(own), texts(all), texts(before)]
  if (byContainer.has(name)) return false
  const added = mine.some((item) => !then.includes(item))
  const removed = then.some((item) => !now.includes(item) && !anonymous.test(item))
  return added || (removed && !shared.has(name) && mine.length === now.length)
}

function differs(name: string, wanted: unknown, old: unknown): boolean {
  if (isNothing(wanted)) return typeof wanted === 'boolean' && old === true
  if (namesContainer(text(wanted))) return false
  if (keysOnly.has(name)) return Object.keys(wanted as object).some((key) => !(key in ((old ?? {}) as object)))
  if (partly.has(name))
    return Object.entries(wanted as Fields).some(([key, value]) => differs(key, value, ((old ?? {}) as Fields)[key]))
  return !isSame(wanted, old)
}

/** Lists whose order means something. */
const ordered: ReadonlySet<string> = new Set(['Cmd', 'Entrypoint', 'Test'])

/** Lists into which several attributes write: one that is gone cannot be told by what it leaves behind. */
const shared: ReadonlySet<string> = new Set(['Mounts', 'DeviceRequests', 'SecurityOpt'])

/** Maps whose keys say everything, and to which the image adds its own. */
const keysOnly: ReadonlySet<string> = new Set(['ExposedPorts', 'Volumes'])

/** Records in which the engine or the image fills in what is not set. */
const partly: ReadonlySet<string> = new Set(['Healthcheck', 'LogConfig'])

/** A bind of an anonymous volume that a replacement took over. */
const anonymous = /^"?[0-9a-f]{64}:/

/** Lists that name other containers, by ids or paths in what the engine tells. */
const byContainer: ReadonlySet<string> = new Set(['VolumesFrom', 'Links'])

/** The namespace of another container, which the engine tells by its id. */
function namesContainer(value: string): boolean {
  return /^"?container:/.test(value)
}

function changedVariables(wanted: readonly string[], old: readonly string[]): readonly string[] {
  const there = new Set(old)
  return wanted.filter((one) => one.includes('=') && !there.has(one)).map((one) => one.slice(0, one.indexOf('=')))
}

function changedLabels(wanted: Readonly<Record<string, string>>, old: Readonly<Record<string, string>>): string[] {
  return Object.keys(wanted).filter((name) => wanted[name] !== old[name])
}

function isSame(one: unknown, other: unknown): boolean {
  return text(one) === text(other)
}

/** Equal for values that mean the same: without what is empty, keys in order. */
function text(value: unknown): string {
  return JSON.stringify(pruned(value)) ?? ''
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(pruned)
  // What the engine tells was read as a number.
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return isNothing(value) ? undefined : value
  const entries = Object.entries(value as Fields).flatMap(([key, item]) => {
    const kept = pruned(item)
    return kept === undefined ? [] : [[key, kept] as const]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === undefined || value === null || value === '' || value === 0 || value === false
}
