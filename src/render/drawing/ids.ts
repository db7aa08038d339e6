import type { ServiceGraph } from '../../plan/service-graph.ts'

/** Names for the nodes of a drawing, which no name of the file can disturb. */
export interface Ids {
  readonly service: (name: string) => string
  readonly network: (name: string) => string
  readonly volume: (name: string) => string
}

/** `s0`, `n0`, `v0` and so on, in the order of the graph. */
export function idsOf({ services, networks, volumes }: ServiceGraph): Ids {
  return {
    service: numbered('s', services),
    network: numbered('n', networks),
    volume: numbered('v', volumes),
  }
}

function numbered(letter: string, things: readonly { readonly name: string }[]): (name: string) => string {
  const ids = new Map(things.map(({ name }, i) => [name, `${letter}${i}`]))
  return (name) => ids.get(name) ?? `${letter}${ids.size}`
}
