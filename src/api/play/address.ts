import type { Engine } from '../../engine/port.ts'
import type { Copy } from '../../model/isolation.ts'
import { label } from '../../model/labels.ts'
import { type Endpoint, endpointsOf } from '../endpoints.ts'

/** A host and a port, from here. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Ports of a copy that is played, and where they are. */
export interface Places {
  /** Where a service's port is; undefined when there is no such service, or it publishes no such port. */
  readonly of: (service: string, port: number) => Address | undefined
  /** Where a port of this machine has moved to that the files publish. */
  readonly moved: (port: number) => Address | undefined
  /** Host ports of what runs, each with the one that the files publish; where they leave it open with one that is always the same. */
  readonly moves: ReadonlyMap<number, number>
  /** The project of a service, undefined where nothing of it is there. */
  readonly projectOf: (service: string) => string | undefined
}

/** The ports of everything that runs under the suffix. One request. */
export async function placesOf(suffix: string, engine: Engine, written: Copy['written'] = new Map()): Promise<Places> {
  const all = await engine.containers.summaries([label.project])
  const ours = all.filter(({ labels }) => labels.get(label.project)?.endsWith(suffix) === true)
  const projectOf = (service: string): string | undefined =>
    ours.find((it) => it.service === service && !it.oneOff)?.labels.get(label.project)
  return { ...placesAmong(endpointsOf(ours, engine.address), written), projectOf }
}

/** The same of known endpoints, of whose containers nothing is known. */
export function placesAmong(endpoints: readonly Endpoint[], written: Copy['written']): Places {
  const of = (service: string, port: number): Address | undefined =>
    endpoints.find((it) => it.service === service && it.target === port && it.protocol === 'tcp')
  const fixed = [...written].flatMap(([service, ports]) =>
    ports.flatMap(({ published = '', target = 0 }) => {
      const now = of(service, target)
      return now === undefined || !/^\d+$/.test(published) ? [] : [{ port: Number(published), now }]
    }),
  )
  return {
    of,
    moved: (port) => fixed.find((it) => it.port === port)?.now,
    moves: new Map([...standIns(endpoints), ...fixed.map(({ port, now }): [number, number] => [now.port, port])]),
    projectOf: () => undefined,
  }
}

/** Ports from where the system picks them, in the order of what is published. */
function standIns(endpoints: readonly Endpoint[]): readonly (readonly [number, number])[] {
  const ordered = endpoints.toSorted(
    (a, b) =>
      compare(a.service, b.service) || a.replica - b.replica || a.target - b.target || compare(a.protocol, b.protocol),
  )
  return [...new Set(ordered.map(({ port }) => port))].map((port, index) => [port, 49_153 + index])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
