import type { ServiceGraph } from '../api/graph.ts'
import type { ProjectSource } from './stack-options.ts'
import { whileOpen } from './while-open.ts'

/** What of a project is drawn. */
export interface GraphOptions extends ProjectSource {
  /** These and what they need; default all services of the profiles that are on. */
  readonly services?: readonly string[]
  /** `live`: with the states of containers, where an engine answers. Default `model`: no engine is asked. */
  readonly states?: 'live' | 'model'
}

/**
 * The services of a project, what each needs and under which condition, their networks and volumes, as data: what
 * `muster graph --format json` prints. Rejects with ComposeError.
 *
 * @example
 * const { services } = await graph()
 * for (const { name, needs } of services) console.log(name, needs.map(({ service }) => service))
 */
export async function graph(options: GraphOptions = {}): Promise<ServiceGraph> {
  const { services = [], states = 'model', ...rest } = options
  return await whileOpen(rest, async ({ world, wanted }) => {
    const { graph: find } = await import('../api/graph.ts')
    return await find({ ...wanted, services, states }, world)
  })
}
