import type { ContainerSpec } from '../spec.ts'
import { label } from './labels.ts'
import { sha256 } from './sha256.ts'

/** The spec with the ids of the containers that it refers to, and hence with its config hash. */
export function withIds(spec: ContainerSpec, idOf: (container: string) => string): ContainerSpec {
  if (spec.needsIdsOf.length === 0) return spec
  const ids = new Map(spec.needsIdsOf.map((name) => [name, idOf(name)]))
  const HostConfig = Object.fromEntries(
    Object.entries(spec.body.HostConfig).map(([key, value]) => [key, resolve(key, value, ids)]),
  )
  const hash = spec.hashInput === undefined ? {} : { [label.configHash]: hashWithIds(spec.hashInput, ids) }
  return { ...spec, body: { ...spec.body, HostConfig, Labels: { ...spec.body.Labels, ...hash } } }
}

/** sha256 of a hash input, whose `${container:<name>}` become ids. */
export function hashWithIds(input: string, ids: ReadonlyMap<string, string>): string {
  const filled = input.replace(/\$\{container:([^}]+)\}/g, (whole, name: string) => ids.get(name) ?? whole)
  return sha256(filled).toString('hex')
}

function resolve(key: string, value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string' && /^(Network|Ipc|Pid)Mode$/.test(key) && value.startsWith('container:')) {
    const id = ids.get(value.slice('container:'.length))
    return id === undefined ? value : `container:${id}`
  }
  if (key === 'VolumesFrom' && Array.isArray(value)) return value.map((from) => volumesFrom(String(from), ids))
  return value
}

function volumesFrom(from: string, ids: ReadonlyMap<string, string>): string {
  const [name = '', ...mode] = from.split(':')
  const id = ids.get(name)
  return id === undefined ? from : [id, ...mode].join(':')
}
