import type { Attribute } from '../attributes/kinds/attribute.ts'
import { printField } from '../attributes/kinds/record.ts'
import { type Service, service as fields } from '../attributes/service.ts'
import { sharedService } from '../attributes/service/namespace-mode.ts'
import type { Plain, PlainRecord } from '../plain.ts'
import { compactJson } from './json.ts'
import { sha256 } from './sha256.ts'

/** Final name of the first container of a service, for references such as `network_mode: service:db`. */
export type ContainerOf = (service: string) => string

/** Left out of the hash: what does not describe the container itself. */
const blank = new Set(['build', 'pull_policy', 'scale', 'depends_on', 'profiles', 'extends', 'pull_refresh_after'])

/** Always written, null when unset. */
const always = new Set(['command', 'entrypoint'])

/**
 * sha256 of a service with its references to other services as written: the label's where it has none of them.
 */
export function configHash(service: Service): string {
  return sha256(compactJson(hashedFields(service, undefined))).toString('hex')
}

/**
 * The text behind the config hash. References to other services stand in it as `${container:<name>}`
 * until the container's id is known.
 */
export function hashInput(service: Service, containerOf: ContainerOf): string {
  return compactJson(hashedFields(service, containerOf))
}

/**
 * Texts behind the hashes that count as equal: that of docker compose 2.40.3, and that of its version 5, which leaves
 * out `bind.create_host_path` when it is true and, for want of the difference in 2.40.3's model, may write it when false (R-41).
 */
export function acceptedHashInputs(service: Service, containerOf: ContainerOf): readonly string[] {
  const current = hashedFields(service, containerOf)
  const later = (missing: 'omit' | 'write'): PlainRecord => ({
    ...current,
    volumes: laterVolumes(current['volumes'], missing),
  })
  return [...new Set([current, later('omit'), later('write')].map(compactJson))]
}

/** The fields that are hashed, in the order of R-36, as they are printed. */
export function hashedFields(service: Service, containerOf: ContainerOf | undefined): PlainRecord {
  const printed: Record<string, Plain | undefined> = {}
  for (const [key, field] of Object.entries(fields) as [string, Attribute<unknown>][]) {
    const value = (service as unknown as Record<string, unknown>)[key]
    if (always.has(key)) printed[key] = null
    if (value === undefined || blank.has(key)) continue
    const plain = printField(field, value, 'json')
    if (plain === undefined) continue
    const hashed = key === 'deploy' ? withoutReplicas(plain as PlainRecord) : plain
    printed[key] = containerOf === undefined ? hashed : resolved(key, hashed, containerOf)
  }
  return printed
}

function resolved(key: string, printed: Plain, containerOf: ContainerOf): Plain {
  switch (key) {
    case 'network_mode':
    case 'ipc':
    case 'pid': {
      const shared = typeof printed === 'string' ? sharedService(printed) : undefined
      return shared === undefined ? printed : `container:${placeholder(containerOf(shared))}`
    }
    case 'volumes_from':
      return (printed as readonly string[]).map((from) => volumesFrom(from, containerOf))
    default:
      return printed
  }
}

function volumesFrom(from: string, containerOf: ContainerOf): string {
  const [first = '', second = ''] = from.split(':')
  return first === 'container' ? second : placeholder(containerOf(first))
}

function placeholder(container: string): string {
  return `\${container:${container}}`
}

function withoutReplicas({ replicas: _, ...deploy }: PlainRecord): PlainRecord {
  return deploy
}

function laterVolumes(volumes: Plain | undefined, missing: 'omit' | 'write'): Plain | undefined {
  if (!Array.isArray(volumes)) return volumes
  return (volumes as readonly PlainRecord[]).map((mount) => {
    if (mount['type'] !== 'bind') return mount
    const { selinux, propagation, create_host_path: creates, recursive } = (mount['bind'] ?? {}) as PlainRecord
    const written = creates === undefined && missing === 'write' ? { create_host_path: false } : {}
    return { ...mount, bind: { selinux, propagation, ...written, recursive } }
  })
}
